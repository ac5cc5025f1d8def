import { Button } from "antd";
import { useAct, useRead } from "../../api";
import { Answer, EnterForm, Field, Refused } from "../../components";
import { useWords } from "../../words";
import { Secret, useDiffer, useTwice } from "./twice";

const EMPTY = { passphrase: "", pin: "", again: "" };

/** The short PIN of the curtain: set, changed or done without. */
export function Pin() {
  const words = useWords();
  const state = useRead("curtainState", []);
  const set = useAct("curtainSet", true);
  const twice = useTwice(EMPTY, "pin", set);
  const { form, type } = twice;
  const differ = useDiffer(twice.differ, "pin.differ");
  const send = (pin: string) =>
    set.mutate([{ passphrase: form.passphrase, pin }], {
      onSuccess: () => {
        twice.clear();
        void state.refetch();
      },
    });
  const go = () => twice.go((typed) => send(typed.pin));
  const box = (name: keyof typeof EMPTY, digits?: number) => (
    <Secret value={form[name]} onType={(text) => type({ [name]: text })} testid={`pin-${name}`} digits={digits} />
  );
  return (
    <section data-testid="pin-change">
      <h3>{words("pin.title")}</h3>
      <p className="quiet prose">{words("pin.lead")}</p>
      <Answer of={state}>{(s) => <p data-testid="pin-state">{words(s.set ? "pin.is_set" : "pin.is_not")}</p>}</Answer>
      <EnterForm onSave={go} onLeave={twice.clear}>
        <Field label={words("pin.passphrase")}>{box("passphrase")}</Field>
        <Field label={words("pin.pin")}>{box("pin", 8)}</Field>
        <Field label={words("pin.again")} findings={differ}>
          {box("again", 8)}
        </Field>
        <div className="form-acts">
          <Button onClick={go} disabled={!twice.ready} data-testid="pin-go">
            {words("pin.set")}
          </Button>
          {state.data?.set ? (
            <Button type="link" onClick={() => send("")} disabled={form.passphrase === "" || set.isPending} data-testid="pin-off">
              {words("pin.off")}
            </Button>
          ) : null}
        </div>
      </EnterForm>
      <Refused error={set.error} testid="pin-error" />
      {set.data ? <p data-testid="pin-said">{set.data.message}</p> : null}
    </section>
  );
}
