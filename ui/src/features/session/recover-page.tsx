import { useAct, useRead, type RecoveryState } from "../../api";
import { Answer, EnterForm, Field, Press, Refused } from "../../components";
import { useWords } from "../../words";
import { Door, useEntered } from "./door";
import { Secret, useDiffer, useTwice } from "./twice";

/** A forgotten passphrase: a request for the station, and its answer. */
export function RecoverPage({ leave }: { leave: () => void }) {
  const words = useWords();
  const state = useRead("recoveryState", []);
  return (
    <Door testid="recover-page">
      <h2>{words("recover.title")}</h2>
      <Answer of={state}>
        {(s) => (
          <>
            <p data-testid="recover-lead">{s.sentence}</p>
            {s.ready ? <Request state={s} again={() => void state.refetch()} /> : null}
            {s.asked ? <Reply /> : null}
          </>
        )}
      </Answer>
      <div className="form-acts">
        <Press kind="link" onClick={leave} data-testid="recover-back">
          {words("recover.back")}
        </Press>
      </div>
    </Door>
  );
}

function Request({ state, again }: { state: RecoveryState; again: () => void }) {
  const words = useWords();
  const ask = useAct("recoveryAsk", true);
  const asked = ask.data ?? state.asked;
  return (
    <section>
      <h3>{words("recover.first")}</h3>
      <div className="filters">
        {state.places.map((place, i) => (
          <Press
            key={place.id}
            autoFocus={i === 0 && !state.asked}
            disabled={ask.isPending}
            onClick={() => ask.mutate([place.id], { onSuccess: again })}
            data-testid={`recover-write-${i}`}
          >
            {words("recover.write_to", { name: place.name })}
          </Press>
        ))}
      </div>
      <Refused error={ask.error} testid="recover-error" />
      {asked ? (
        <>
          <p className="select" data-testid="recover-asked">
            {asked.message}
          </p>
          <p className="digits" data-testid="recover-digits">
            {asked.digits}
          </p>
        </>
      ) : null}
    </section>
  );
}

const EMPTY = { answer: "", passphrase: "", again: "" };

function Reply() {
  const words = useWords();
  const recover = useAct("recoveryAnswer", true);
  const entered = useEntered();
  const twice = useTwice(EMPTY, "passphrase", recover);
  const { form, type } = twice;
  const differ = useDiffer(twice.differ);
  const go = () => twice.go(({ answer, passphrase }) => recover.mutate([{ answer, passphrase }], { onSuccess: () => void entered() }));
  const secret = (name: "passphrase" | "again") => (
    <Secret value={form[name]} onType={(text) => type({ [name]: text })} testid={`recover-${name}`} />
  );
  return (
    <section>
      <h3>{words("recover.second")}</h3>
      <EnterForm onSave={go} onLeave={twice.clear}>
        <Field label={words("recover.answer")}>
          <textarea
            className="box"
            rows={5}
            value={form.answer}
            autoComplete="off"
            spellCheck={false}
            onChange={(e) => type({ answer: e.target.value })}
            data-testid="recover-answer"
          />
        </Field>
        <label className="file">
          <input
            type="file"
            data-testid="recover-file"
            onChange={(e) => {
              const file = e.target.files?.[0];
              if (file && file.size < 16_384) void file.text().then((answer) => type({ answer }));
              e.target.value = "";
            }}
          />
          <span>{words("recover.file")}</span>
        </label>
        <Field label={words("passphrase.wanted")} findings={[{ level: "info", message: words("passphrase.hint") }]}>
          {secret("passphrase")}
        </Field>
        <Field label={words("passphrase.again")} findings={differ}>
          {secret("again")}
        </Field>
        <Refused error={recover.error} testid="recover-refused" />
        <div className="form-acts">
          <Press kind="primary" onClick={go} disabled={!twice.ready} data-testid="recover-go">
            {words(recover.isPending ? "unlock.opening" : "recover.go")}
          </Press>
        </div>
      </EnterForm>
    </section>
  );
}
