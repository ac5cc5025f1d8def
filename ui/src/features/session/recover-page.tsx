import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, useRead, type RecoveryState } from "../../api";
import { Answer, EnterForm, Field } from "../../components";
import { useWords } from "../../words";
import { Door, useEntered } from "./door";

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
        <Button type="link" onClick={leave} data-testid="recover-back">
          {words("recover.back")}
        </Button>
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
          <Button
            key={place.id}
            size="small"
            autoFocus={i === 0 && !state.asked}
            disabled={ask.isPending}
            onClick={() => ask.mutate([place.id], { onSuccess: again })}
            data-testid={`recover-write-${i}`}
          >
            {words("recover.write_to", { name: place.name })}
          </Button>
        ))}
      </div>
      {ask.error ? (
        <p role="alert" className="finding finding-error" data-testid="recover-error">
          ! {ask.error.message}
        </p>
      ) : null}
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
  const [form, setForm] = useState(EMPTY);
  const [differ, setDiffer] = useState(false);
  const recover = useAct("recoveryAnswer", true);
  const entered = useEntered();
  const type = (part: Partial<typeof EMPTY>) => {
    setForm({ ...form, ...part });
    setDiffer(false);
    if (recover.error) recover.reset();
  };
  const filled = Object.values(form).every((text) => text !== "");
  const go = () => {
    if (!filled || recover.isPending) return;
    if (form.passphrase !== form.again) return setDiffer(true);
    recover.mutate([{ answer: form.answer, passphrase: form.passphrase }], { onSuccess: () => void entered() });
  };
  const secret = (name: "passphrase" | "again") => (
    <Input.Password
      value={form[name]}
      autoComplete="off"
      onChange={(e) => type({ [name]: e.target.value })}
      data-testid={`recover-${name}`}
    />
  );
  return (
    <section>
      <h3>{words("recover.second")}</h3>
      <EnterForm onSave={go} onLeave={() => setForm(EMPTY)}>
        <Field label={words("recover.answer")}>
          <Input.TextArea
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
        <Field label={words("recover.passphrase")} findings={[{ level: "info", message: words("passphrase.hint") }]}>
          {secret("passphrase")}
        </Field>
        <Field label={words("recover.again")} findings={differ ? [{ level: "error", message: words("passphrase.differ") }] : []}>
          {secret("again")}
        </Field>
        {recover.error ? (
          <p role="alert" className="finding finding-error" data-testid="recover-refused">
            ! {recover.error.message}
          </p>
        ) : null}
        <div className="form-acts">
          <Button type="primary" onClick={go} disabled={!filled || recover.isPending} data-testid="recover-go">
            {words(recover.isPending ? "recover.going" : "recover.go")}
          </Button>
        </div>
      </EnterForm>
    </section>
  );
}
