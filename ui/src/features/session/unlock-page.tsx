import { useState } from "react";
import { useAct, useRead, type AppError, type SessionState } from "../../api";
import { EnterForm, Field, Press, Refused, SecretBox } from "../../components";
import { useWords } from "../../words";
import { Another, Books } from "./books";
import { Door, useEntered } from "./door";
import { EnrolPage } from "./enrol-page";
import { RecoverPage } from "./recover-page";

export function UnlockPage({ session }: { session: SessionState }) {
  const words = useWords();
  const [recovering, setRecovering] = useState(false);
  // As long as no book came to those there were when it was asked for.
  const [beside, setBeside] = useState<number | null>(null);
  const [chosen, setChosen] = useState(false);
  if (recovering) return <RecoverPage leave={() => setRecovering(false)} />;
  if (beside === session.books.length) return <EnrolPage told={null} leave={() => setBeside(null)} />;
  return (
    <Door testid="unlock-page">
      <Refused error={session.trouble} testid="unlock-told" />
      <p>{session.user_name ? words("unlock.who", { name: session.user_name }) : words("unlock.lead")}</p>
      {/* What was typed for one is not tried on another. */}
      <Unlocking key={session.book} session={session} focus={!chosen} choose={() => setChosen(true)} recover={() => setRecovering(true)} />
      <p className="quiet small">
        {words("app.version")} {session.version} · <Another open={() => setBeside(session.books.length)} />
      </p>
    </Door>
  );
}

type Props = { session: SessionState; focus: boolean; choose: () => void; recover: () => void };

function Unlocking({ session, focus, choose, recover }: Props) {
  const words = useWords();
  const [passphrase, setPassphrase] = useState("");
  const unlock = useAct("sessionUnlock", true);
  const entered = useEntered();
  const recovery = useRead("recoveryState", []);
  const go = () => {
    if (passphrase === "" || unlock.isPending) return;
    // What was erased meanwhile stands open no more: then the next book does, and nothing typed here is for it.
    const refused = (error: AppError) => void (error.code === "laptop_erased" ? entered() : recovery.refetch());
    unlock.mutate([passphrase], { onSuccess: () => void entered(), onError: refused });
  };
  return (
    <>
      <EnterForm onSave={go} onLeave={() => setPassphrase("")}>
        <Books session={session} focus={!focus} choose={choose} />
        <Field label={words("unlock.passphrase")} findings={unlock.error ? [{ level: "error", message: unlock.error.message }] : []}>
          <SecretBox
            autoFocus={focus}
            value={passphrase}
            onType={(text) => {
              setPassphrase(text);
              if (unlock.error) unlock.reset();
            }}
            data-testid="passphrase"
          />
        </Field>
        <div className="form-acts">
          <Press kind="primary" onClick={go} disabled={unlock.isPending} data-testid="unlock">
            {words(unlock.isPending ? "unlock.opening" : "unlock.open")} <kbd>Enter</kbd>
          </Press>
          <Press kind="link" onClick={recover} data-testid="recover-open">
            {words("recover.open")}
          </Press>
        </div>
      </EnterForm>
      {recovery.data?.urged ? (
        <p role="status" className="finding" data-testid="recover-urged">
          ! {words("recover.urged")}
        </p>
      ) : null}
    </>
  );
}
