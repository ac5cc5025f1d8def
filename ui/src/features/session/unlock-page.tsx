import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, type SessionState } from "../../api";
import { EnterForm, Field } from "../../components";
import { useWords } from "../../words";
import { Door, useEntered } from "./door";

export function UnlockPage({ session }: { session: SessionState }) {
  const words = useWords();
  const [passphrase, setPassphrase] = useState("");
  const unlock = useAct("sessionUnlock", true);
  const entered = useEntered();
  const go = () => {
    if (passphrase !== "" && !unlock.isPending) unlock.mutate([passphrase], { onSuccess: () => void entered() });
  };
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
        </div>
      </EnterForm>
      <p className="quiet">{words("unlock.lost")}</p>
      <p className="quiet small">
        {words("app.version")} {session.version}
      </p>
    </Door>
  );
}
