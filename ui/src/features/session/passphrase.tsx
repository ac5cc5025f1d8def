import { Button, Input } from "antd";
import { useState } from "react";
import { useAct } from "../../api";
import { EnterForm, Field } from "../../components";
import { useWords } from "../../words";

const EMPTY = { held: "", wanted: "", again: "" };

/** Another passphrase for this laptop. */
export function Passphrase() {
  const words = useWords();
  const [form, setForm] = useState(EMPTY);
  const [differ, setDiffer] = useState(false);
  const change = useAct("sessionPassphrase", true);
  const type = (part: Partial<typeof EMPTY>) => {
    setForm({ ...form, ...part });
    setDiffer(false);
    if (change.error || change.data) change.reset();
  };
  const filled = Object.values(form).every((text) => text !== "");
  const go = () => {
    if (!filled || change.isPending) return;
    if (form.wanted !== form.again) return setDiffer(true);
    change.mutate([{ held: form.held, wanted: form.wanted }], { onSuccess: () => setForm(EMPTY) });
  };
  const box = (name: keyof typeof EMPTY) => (
    <Input.Password
      value={form[name]}
      autoComplete="off"
      onChange={(e) => type({ [name]: e.target.value })}
      data-testid={`passphrase-${name}`}
    />
  );
  return (
    <section data-testid="passphrase-change">
      <h3>{words("passphrase.title")}</h3>
      <p className="quiet prose">{words("passphrase.lead")}</p>
      <p className="quiet prose">{words("passphrase.hint")}</p>
      <EnterForm onSave={go} onLeave={() => setForm(EMPTY)}>
        <Field label={words("passphrase.held")}>{box("held")}</Field>
        <Field label={words("passphrase.wanted")}>{box("wanted")}</Field>
        <Field label={words("passphrase.again")} findings={differ ? [{ level: "error", message: words("passphrase.differ") }] : []}>
          {box("again")}
        </Field>
        <div className="form-acts">
          <Button onClick={go} disabled={!filled || change.isPending} data-testid="passphrase-go">
            {words(change.isPending ? "passphrase.busy" : "passphrase.change")}
          </Button>
        </div>
      </EnterForm>
      {change.error ? (
        <p role="alert" className="finding finding-error" data-testid="passphrase-error">
          ! {change.error.message}
        </p>
      ) : null}
      {change.data ? <p data-testid="passphrase-said">{change.data.message}</p> : null}
    </section>
  );
}
