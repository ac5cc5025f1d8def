import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useParams } from "wouter";
import { actNow, useAct, useLocal, useMay, useRead, type ExportForm as Form, type ExportSaved } from "../../api";
import { Choice, EnterForm, Field, Refused } from "../../components";
import { codeOptions, useWords } from "../../words";
import { Made } from "./made";
import { blank, filterOf, isWhole } from "./lib";
import { useSave } from "./use-save";

/** Which people, what for and for whom; Rust says how many they are and whether a second person has to agree. */
export function ExportForm() {
  const words = useWords();
  const may = useMay();
  const { filter: shown } = useParams<{ filter?: string }>();
  const [area] = useLocal("area");
  const [form, setForm] = useState<Form>({ ...blank, area: area ?? null, filter: filterOf(shown) });
  const [chosen, setChosen] = useState<string | null>(null);
  const [made, setMade] = useState<ExportSaved | null>(null);
  const set = (change: Partial<Form>) => {
    setMade(null);
    setForm((before) => ({ ...before, ...change }));
  };
  const areas = useRead("areasList", []);
  const buildings = useRead("buildingsList", form.area ? [form.area] : null);
  const places = useRead("reportPlaces", []);
  const which: Form = { ...blank, area: form.area, building: form.building, filter: form.filter, unmasked: form.unmasked };
  const weight = useRead("exportWeigh", [which], true);
  const ask = useAct("exportAsk", true);
  const save = useSave();
  const place = chosen ?? places.data?.[0]?.id ?? null;
  const second = weight.data?.second ?? false;
  const busy = save.busy || ask.isPending;
  const whole = isWhole(form) && !weight.error && weight.data !== undefined && (second || place !== null);
  const go = () => {
    if (!whole || busy) return;
    if (second) ask.mutate([form], { onSuccess: () => set({ ...blank, area: form.area }) });
    else save.run(() => actNow("exportSave", form, place!), setMade);
  };
  const wrong = save.error ?? ask.error ?? weight.error;
  return (
    <section>
      <h3>{words("exports.new")}</h3>
      <div className="sheet">
        <EnterForm onSave={go} onLeave={() => set({ ...blank, area: form.area })} testid="export-form">
          <div className="form-row">
            <Field label={words("exports.area")}>
              <Choice
                clear
                value={form.area}
                options={(areas.data ?? []).map((a) => ({ value: a.id, label: a.name }))}
                placeholder={words("exports.all_areas")}
                onChange={(area) => set({ area, building: null })}
                testid="export-area"
              />
            </Field>
            <Field label={words("exports.building")}>
              <Choice
                clear
                value={form.building}
                options={(buildings.data ?? []).map((b) => ({ value: b.id, label: b.label }))}
                placeholder={words(form.area ? "exports.all_buildings" : "exports.area_first")}
                onChange={(building) => set({ building })}
                testid="export-building"
              />
            </Field>
            <Field label={words("exports.filter")}>
              <Choice
                value={form.filter}
                options={codeOptions("people_filter")}
                onChange={(filter) => set({ filter: filter ?? "here" })}
                testid="export-filter"
              />
            </Field>
          </div>
          <div className="form-row">
            <Field label={words("exports.purpose")}>
              <Choice
                value={form.purpose || null}
                options={codeOptions("export_purpose")}
                onChange={(purpose) => set({ purpose: purpose ?? "" })}
                testid="export-purpose"
              />
            </Field>
            <Field label={words("exports.recipient_kind")}>
              <Choice
                value={form.recipient_kind || null}
                options={codeOptions("export_recipient")}
                onChange={(kind) => set({ recipient_kind: kind ?? "" })}
                testid="export-recipient-kind"
              />
            </Field>
            <Field wide label={words("exports.recipient")}>
              <Input
                value={form.recipient}
                maxLength={60}
                placeholder={words("exports.recipient_hint")}
                onChange={(e) => set({ recipient: e.target.value })}
                data-testid="export-recipient"
              />
            </Field>
          </div>
          <div className="form-row">
            <Checkbox checked={form.documents} onChange={(e) => set({ documents: e.target.checked })} data-testid="export-documents">
              {words("exports.documents")}
            </Checkbox>
            {may("reveal") ? (
              <Checkbox checked={form.unmasked} onChange={(e) => set({ unmasked: e.target.checked })} data-testid="export-unmasked">
                {words("exports.unmasked")}
              </Checkbox>
            ) : null}
            <Checkbox checked={form.plain} onChange={(e) => set({ plain: e.target.checked })} data-testid="export-plain">
              {words("exports.plain")}
            </Checkbox>
          </div>
          {second ? null : (
            <Field wide label={words("copy.place")}>
              <Choice
                value={place}
                options={(places.data ?? []).map((p) => ({ value: p.id, label: p.name }))}
                onChange={setChosen}
                onOpen={() => void places.refetch()}
                testid="export-place"
              />
            </Field>
          )}
          <p data-testid="export-weight">{weight.error ? null : (weight.data?.message ?? "")}</p>
          <Refused error={wrong} />
          <div className="form-acts">
            <Button type="primary" onClick={go} disabled={!whole || busy} data-testid={second ? "export-ask" : "export-save"}>
              {words(busy ? "copy.saving" : second ? "exports.ask" : "exports.save")} <kbd>Enter</kbd>
            </Button>
          </div>
        </EnterForm>
      </div>
      {made ? <Made of={made} onClose={() => setMade(null)} /> : null}
    </section>
  );
}
