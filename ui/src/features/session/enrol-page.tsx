import { useState } from "react";
import { useAct } from "../../api";
import { EnterForm, Field, Press, SecretBox, TextBox, useForm, type Sentence } from "../../components";
import { useWords, type Key } from "../../words";
import { Door, useEntered } from "./door";
import { enrolFindings, type Enrolling } from "./lib";
import { RestorePage } from "./restore-page";

const FIELDS: { name: keyof Enrolling; label: Key; hint: Key | null; secret?: boolean }[] = [
  { name: "station_url", label: "enrol.address", hint: "enrol.address_hint" },
  { name: "code", label: "enrol.code", hint: "enrol.code_hint" },
  { name: "fingerprint", label: "enrol.fingerprint", hint: "enrol.fingerprint_hint" },
  { name: "passphrase", label: "enrol.passphrase", hint: "enrol.passphrase_hint", secret: true },
  { name: "again", label: "enrol.again", hint: null, secret: true },
];

/** First run, or another user: admits this laptop with the invitation's code and gives the store its passphrase. */
export function EnrolPage({ told, leave }: { told: string | null; leave?: () => void }) {
  const words = useWords();
  const form = useForm<Enrolling>({ station_url: "", code: "", fingerprint: "", passphrase: "", again: "" });
  const [asked, setAsked] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const enrol = useAct("sessionEnrol", true);
  const entered = useEntered();
  const missing = asked ? enrolFindings(form.fields) : [];

  const go = () => {
    setAsked(true);
    if (enrolFindings(form.fields).length > 0 || enrol.isPending) return;
    const { station_url, code, fingerprint, passphrase } = form.fields;
    const answer = { station_url: station_url.trim(), code: code.trim(), fingerprint: fingerprint.trim() || null, passphrase };
    enrol.mutate([answer], { onSuccess: () => void entered() });
  };
  if (restoring) return <RestorePage leave={() => setRestoring(false)} />;
  return (
    <Door testid="enrol-page">
      {told ? (
        <p role="alert" className="finding finding-error" data-testid="enrol-told">
          ! {told}
        </p>
      ) : null}
      <p>{words(leave ? "enrol.beside" : "enrol.lead")}</p>
      <EnterForm onSave={go} onLeave={() => leave?.()}>
        {FIELDS.map((f, i) => {
          const Control = f.secret ? SecretBox : TextBox;
          const findings: Sentence[] = missing.filter((m) => m.field === f.name).map((m) => ({ level: "error", message: words(m.key) }));
          if (findings.length === 0 && f.hint) findings.push({ level: "info", message: words(f.hint) });
          return (
            <Field key={f.name} label={words(f.label)} findings={findings}>
              <Control
                autoFocus={i === 0}
                value={form.fields[f.name]}
                onType={(text) => form.set(f.name, text)}
                data-testid={`enrol-${f.name}`}
              />
            </Field>
          );
        })}
        {enrol.error ? (
          <p role="alert" className="finding finding-error" data-testid="enrol-error">
            ! {enrol.error.message}
          </p>
        ) : null}
        <div className="form-acts">
          <Press kind="primary" onClick={go} disabled={enrol.isPending} data-testid="enrol">
            {words(enrol.isPending ? "enrol.going" : "enrol.go")}
          </Press>
          <Press kind="link" onClick={() => setRestoring(true)} data-testid="restore-open">
            {words("restore.open")}
          </Press>
          {leave ? (
            <Press kind="link" onClick={leave} data-testid="another-back">
              {words("unlock.back")}
            </Press>
          ) : null}
        </div>
      </EnterForm>
    </Door>
  );
}
