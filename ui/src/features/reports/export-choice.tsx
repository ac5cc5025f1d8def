import { useAct, useRead, type Format, type ReportWanted } from "../../api";
import { Choice } from "../../components";
import { useWords, type Key } from "../../words";

const FORMATS: Format[] = ["xlsx", "pdf", "csv"];

type Props = { wanted: ReportWanted; onSaved: (said: string) => void };

/** What is on the screen as a file, or in a form of the station's own, in a place that Rust names. */
export function ExportChoice({ wanted, onSaved }: Props) {
  const words = useWords();
  const places = useRead("reportPlaces", []);
  const forms = useRead("reportForms", []);
  const [save, fill, sample] = [useAct("reportSave"), useAct("reportForm"), useAct("reportSample")];
  const busy = save.isPending || fill.isPending || sample.isPending;
  const options = (places.data ?? []).flatMap(({ id, name: place }) => [
    ...FORMATS.map((format) => ({ value: JSON.stringify(["file", format, id]), label: words(`reports.save_${format}` as Key, { place }) })),
    ...(forms.data ?? []).map((form) => ({ value: JSON.stringify(["form", form, id]), label: words("reports.form", { form, place }) })),
    { value: JSON.stringify(["sample", "", id]), label: words("reports.sample", { place }) },
  ]);
  const take = (chosen: string | null) => {
    if (!chosen || busy) return;
    const [kind, what, place] = JSON.parse(chosen) as [string, string, string];
    const onSuccess = (file: { message: string; path: string }) => onSaved(`${file.message} ${file.path}`);
    if (kind === "file") save.mutate([wanted, what as Format, place], { onSuccess });
    else if (kind === "form") fill.mutate([wanted, what, place], { onSuccess });
    else sample.mutate([place], { onSuccess });
  };
  const look = () => {
    // A stick may have been plugged in since, a form put into its folder.
    void places.refetch();
    void forms.refetch();
  };
  return (
    <Choice
      value={null}
      options={options}
      placeholder={words(busy ? "reports.saving" : "reports.save")}
      onChange={take}
      onOpen={look}
      testid="report-save"
    />
  );
}
