import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, useRead, type SessionState } from "../../api";
import { EnterForm, Field } from "../../components";
import { useWords } from "../../words";
import { Door, useEntered } from "./door";
import { RecoverPage } from "./recover-page";

export function UnlockPage({ session }: { session: SessionState }) {
  const words = useWords();
  const [passphrase, setPassphrase] = useState("");
  const unlock = useAct("sessionUnlock", true);
  const entered = useEntered();
  const [recovering, setRecovering] = useState(false);
  const recovery = useRead("recoveryState", []);
  const go = () => {
    if (passphrase === "" || unlock.isPending) return;
    unlock.mutate([passphrase], { onSuccess: () => void entered(), onError: () => void recovery.refetch() });
  };
  if (recovering) return <RecoverPage leave={() => setRecovering(false)} />;
  return (
    <Door testid="unlock-page">
      <p>{session.user_name ? words("unlock.who", { name: session.user_name }) : words("unlock.lead")}</p>
      <EnterForm onSave={go} onLeave={() => setPassphrase("")}>
        <Field label={words("unlock.passphrase")} findings={unlock.error ? [{ level: "error", message: unlock.error.message }] : []}>
          <Input.Password
            autoFocus
            value={passphrase}
            autoComplete="off"
            onChange={(e) => {
              setPassphrase(e.target.value);
              if (unlock.error) unlock.reset();
            }}
            data-testid="passphrase"
          />
        </Field>
        <div className="form-acts">
          <Button type="primary" onClick={go} disabled={unlock.isPending} data-testid="unlock">
            {words(unlock.isPending ? "unlock.opening" : "unlock.open")} <kbd>Enter</kbd>
          </Button>
          <Button type="link" onClick={() => setRecovering(true)} data-testid="recover-open">
            {words("recover.open")}
          </Button>
        </div>
      </EnterForm>
      {recovery.data?.urged ? (
        <p role="status" className="finding" data-testid="recover-urged">
          ! {words("recover.urged")}
        </p>
      ) : null}
      <p className="quiet small">
        {words("app.version")} {session.version}
      </p>
    </Door>
  );
}
