import { useState } from "react";
import { useAct, useRead, type FoundBackup } from "../../api";
import { Answer, EnterForm, Field, OneOf, Press, SecretBox } from "../../components";
import { useWords } from "../../words";
import { Door, useEntered } from "./door";

/** First run of a laptop whose book is in a backup. */
export function RestorePage({ leave }: { leave: () => void }) {
  const words = useWords();
  const found = useRead("backupsFound", []);
  return (
    <Door testid="restore-page">
      <p>{words("restore.lead")}</p>
      <Answer of={found}>
        {(backups) => (backups.length > 0 ? <Choice backups={backups} /> : <p data-testid="restore-none">{words("restore.none")}</p>)}
      </Answer>
      <div className="form-acts">
        <Press onClick={() => void found.refetch()} data-testid="restore-again">
          {words("restore.again")}
        </Press>
        <Press kind="link" onClick={leave}>
          {words("restore.back")}
        </Press>
      </div>
    </Door>
  );
}

function Choice({ backups }: { backups: FoundBackup[] }) {
  const words = useWords();
  const [chosen, setChosen] = useState(backups[0]?.id ?? "");
  const [passphrase, setPassphrase] = useState("");
  const restore = useAct("backupRestore", true);
  const entered = useEntered();
  const go = () => {
    if (passphrase !== "" && !restore.isPending) restore.mutate([chosen, passphrase]);
  };
  if (restore.data)
    return (
      <>
        <p data-testid="restore-done">{restore.data}</p>
        <div className="form-acts">
          <Press kind="primary" autoFocus onClick={() => void entered()} data-testid="restore-enter">
            {words("restore.done")}
          </Press>
        </div>
      </>
    );
  return (
    <EnterForm onSave={go} onLeave={() => setPassphrase("")}>
      <Field label={words("restore.which")} findings={[]}>
        <OneOf value={chosen} options={backups.map((backup) => ({ value: backup.id, label: backup.name }))} onChoose={setChosen} />
      </Field>
      <Field label={words("restore.passphrase")} findings={restore.error ? [{ level: "error", message: restore.error.message }] : []}>
        <SecretBox
          autoFocus
          value={passphrase}
          onType={(text) => {
            setPassphrase(text);
            if (restore.error) restore.reset();
          }}
          data-testid="restore-passphrase"
        />
      </Field>
      <div className="form-acts">
        <Press kind="primary" onClick={go} disabled={restore.isPending} data-testid="restore">
          {words(restore.isPending ? "restore.going" : "restore.go")}
        </Press>
      </div>
    </EnterForm>
  );
}
