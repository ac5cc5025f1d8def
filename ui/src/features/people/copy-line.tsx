import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useAct, useMay, useRead } from "../../api";
import { Choice, EnterForm, Field } from "../../components";
import { codeOptions, useWords } from "../../words";

/** The paper for the person: why, whether their own numbers stand on it in full, and where it is saved. */
export function CopyLine({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useWords();
  const may = useMay();
  // Of this print alone: why others are opened until the lock is another question.
  const [purpose, setPurpose] = useState("own_request");
  const [reveal, setReveal] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const places = useRead("reportPlaces", []);
  const copy = useAct("personCopy", true);
  const place = chosen ?? places.data?.[0]?.id ?? null;
  const save = () => {
    if (!place || copy.isPending) return;
    copy.mutate([{ person: id, purpose, reveal }, place]);
  };
  return (
    <div className="sheet line-form">
      <EnterForm onSave={save} onLeave={onClose} testid="copy-form">
        <Field label={words("copy.purpose")} wide>
          <Choice
            value={purpose}
            options={codeOptions("reveal_purpose")}
            onChange={(v) => setPurpose(v ?? purpose)}
            testid="copy-purpose"
          />
        </Field>
        <Field wide label={words("copy.place")} findings={copy.error ? [{ level: "error", message: copy.error.message }] : []}>
          <Choice
            value={place}
            options={(places.data ?? []).map((p) => ({ value: p.id, label: p.name }))}
            onChange={setChosen}
            onOpen={() => void places.refetch()}
            testid="copy-place"
          />
        </Field>
        {may("reveal") ? (
          <Checkbox checked={reveal} onChange={(e) => setReveal(e.target.checked)} data-testid="copy-reveal">
            {words("copy.reveal")}
          </Checkbox>
        ) : null}
        <p className="quiet small">{words(may("supervise") ? "copy.lead" : "copy.lead_own")}</p>
        <div className="form-acts">
          <Button type="primary" onClick={save} disabled={!place || copy.isPending} data-testid="copy-save">
            {words(copy.isPending ? "copy.saving" : "copy.save")} <kbd>Ctrl S</kbd>
          </Button>
          <Button onClick={onClose} data-testid="copy-close">
            {words("close")} <kbd>Esc</kbd>
          </Button>
        </div>
        {copy.data ? (
          <div data-testid="copy-said">
            <p>{copy.data.message}</p>
            <p className="select">{copy.data.path}</p>
          </div>
        ) : null}
      </EnterForm>
    </div>
  );
}
