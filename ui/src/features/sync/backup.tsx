import { Button } from "antd";
import { client, refresh, useAct, useRead, type BackupState } from "../../api";
import { Answer } from "../../components";
import { useWords } from "../../words";

/** Everything on this laptop as one sealed file, on a stick or in the documents. */
export function Backup() {
  const words = useWords();
  const state = useRead("backupState", []);
  return (
    <section data-testid="backup">
      <h3>{words("backup.title")}</h3>
      <p className="quiet prose">{words("backup.lead")}</p>
      <Answer of={state}>{(s) => <Sheet state={s} />}</Answer>
    </section>
  );
}

function Sheet({ state }: { state: BackupState }) {
  const words = useWords();
  const make = useAct("backupSave", true);
  return (
    <>
      <p data-testid="backup-last">{state.sentence}</p>
      <div className="filters">
        {state.places.map((place, i) => (
          <Button
            key={place.id}
            size="small"
            disabled={make.isPending}
            onClick={() => make.mutate([place.id], { onSuccess: () => void refresh(client, []) })}
            data-testid={`backup-write-${i}`}
          >
            {words("backup.write_to", { name: place.name })}
          </Button>
        ))}
      </div>
      {make.isPending ? <p className="quiet">{words("backup.busy")}</p> : null}
      {make.error ? (
        <p role="alert" className="finding finding-error" data-testid="backup-error">
          ! {make.error.message}
        </p>
      ) : null}
      {make.data ? (
        <div data-testid="backup-said">
          <p>{make.data.message}</p>
          <p className="select">{make.data.path}</p>
        </div>
      ) : null}
    </>
  );
}
