import { Button } from "antd";
import { useAct } from "../../api";
import { EnterForm, Field, Refused } from "../../components";
import { useWords } from "../../words";
import { Secret, useDiffer, useTwice } from "./twice";

const EMPTY = { held: "", wanted: "", again: "" };

/** Another passphrase for this laptop. */
export function Passphrase() {
  const words = useWords();
  const change = useAct("sessionPassphrase", true);
  const twice = useTwice(EMPTY, "wanted", change);
  const differ = useDiffer(twice.differ);
  const go = () => twice.go(({ held, wanted }) => change.mutate([{ held, wanted }], { onSuccess: twice.clear }));
  const box = (name: keyof typeof EMPTY) => (
    <Secret value={twice.form[name]} onType={(text) => twice.type({ [name]: text })} testid={`passphrase-${name}`} />
  );
  return (
    <section data-testid="passphrase-change">
      <h3>{words("passphrase.title")}</h3>
      <p className="quiet prose">{words("passphrase.lead")}</p>
      <p className="quiet prose">{words("passphrase.hint")}</p>
      <EnterForm onSave={go} onLeave={twice.clear}>
        <Field label={words("passphrase.held")}>{box("held")}</Field>
        <Field label={words("passphrase.wanted")}>{box("wanted")}</Field>
        <Field label={words("passphrase.again")} findings={differ}>
          {box("again")}
        </Field>
        <div className="form-acts">
          <Button onClick={go} disabled={!twice.ready} data-testid="passphrase-go">
            {words(change.isPending ? "passphrase.busy" : "passphrase.change")}
          </Button>
        </div>
      </EnterForm>
      <Refused error={change.error} testid="passphrase-error" />
      {change.data ? <p data-testid="passphrase-said">{change.data.message}</p> : null}
    </section>
  );
}
