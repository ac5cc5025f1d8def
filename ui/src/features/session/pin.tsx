import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, useRead } from "../../api";
import { Answer, EnterForm, Field } from "../../components";
import { useWords } from "../../words";

const EMPTY = { passphrase: "", pin: "", again: "" };

/** The short PIN of the curtain: set, changed or done without. */
export function Pin() {
  const words = useWords();
  const state = useRead("curtainState", []);
  const [form, setForm] = useState(EMPTY);
  const [differ, setDiffer] = useState(false);
  const set = useAct("curtainSet", true);
  const type = (part: Partial<typeof EMPTY>) => {
    setForm({ ...form, ...part });
    setDiffer(false);
    if (set.error || set.data) set.reset();
  };
  const send = (pin: string) =>
    set.mutate([{ passphrase: form.passphrase, pin }], {
      onSuccess: () => {
        setForm(EMPTY);
        void state.refetch();
      },
    });
  const filled = Object.values(form).every((text) => text !== "");
  const go = () => {
    if (!filled || set.isPending) return;
    if (form.pin !== form.again) return setDiffer(true);
    send(form.pin);
  };
  const box = (name: keyof typeof EMPTY) => (
    <Input.Password
      value={form[name]}
      autoComplete="off"
      inputMode={name === "passphrase" ? undefined : "numeric"}
      maxLength={name === "passphrase" ? undefined : 8}
      onChange={(e) => type({ [name]: e.target.value })}
      data-testid={`pin-${name}`}
    />
  );
  return (
    <section data-testid="pin-change">
      <h3>{words("pin.title")}</h3>
      <p className="quiet prose">{words("pin.lead")}</p>
      <Answer of={state}>{(s) => <p data-testid="pin-state">{words(s.set ? "pin.is_set" : "pin.is_not")}</p>}</Answer>
      <EnterForm onSave={go} onLeave={() => setForm(EMPTY)}>
        <Field label={words("pin.passphrase")}>{box("passphrase")}</Field>
        <Field label={words("pin.pin")}>{box("pin")}</Field>
        <Field label={words("pin.again")} findings={differ ? [{ level: "error", message: words("pin.differ") }] : []}>
          {box("again")}
        </Field>
        <div className="form-acts">
          <Button onClick={go} disabled={!filled || set.isPending} data-testid="pin-go">
            {words("pin.set")}
          </Button>
          {state.data?.set ? (
            <Button type="link" onClick={() => send("")} disabled={form.passphrase === "" || set.isPending} data-testid="pin-off">
              {words("pin.off")}
            </Button>
          ) : null}
        </div>
      </EnterForm>
      {set.error ? (
        <p role="alert" className="finding finding-error" data-testid="pin-error">
          ! {set.error.message}
        </p>
      ) : null}
      {set.data ? <p data-testid="pin-said">{set.data.message}</p> : null}
    </section>
  );
}
