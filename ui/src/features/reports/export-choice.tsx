import { useAct, useRead, type Format } from "../../api";
import { Choice } from "../../components";
import { useWords, type Key } from "../../words";

const FORMATS: Format[] = ["xlsx", "csv"];

type Props = { period: string; area: string | null; onSaved: (said: string) => void };

/** What is on the screen as a file, in a place that Rust names. */
export function ExportChoice({ period, area, onSaved }: Props) {
  const words = useWords();
  const places = useRead("reportPlaces", []);
  const save = useAct("reportSave");
  const options = (places.data ?? []).flatMap((place) =>
    FORMATS.map((format) => ({
      value: `${format} ${place.id}`,
      label: words(`reports.save_${format}` as Key, { place: place.name }),
    })),
  );
  return (
    <Choice
      value={null}
      options={options}
      placeholder={words(save.isPending ? "reports.saving" : "reports.save")}
      onChange={(chosen) => {
        if (!chosen || save.isPending) return;
        const [format = "xlsx", ...place] = chosen.split(" ");
        save.mutate([period, area, format as Format, place.join(" ")], {
          onSuccess: (file) => onSaved(`${file.message} ${file.path}`),
        });
      }}
      // A stick may have been plugged in since.
      onOpen={() => void places.refetch()}
      testid="report-save"
    />
  );
}
