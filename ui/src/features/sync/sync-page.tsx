import { Button } from "antd";
import { seesPersons, useAct, useMe, useRead, type SyncPage as Sync } from "../../api";
import { Answer, Page } from "../../components";
import { useWords } from "../../words";
import { Passphrase } from "../session/passphrase";
import { Pin } from "../session/pin";
import { RecoveryStanding } from "../session/recovery-standing";
import { Backup } from "./backup";
import { Conflicts } from "./conflicts";
import { Courier } from "./courier";
import { Duplicates } from "./duplicates";
import { Refused } from "./refused";
import { Runs } from "./runs";
import { Waiting } from "./waiting";

/** What is stored, what people have to decide, what waits and why, and how the last runs went. */
export function SyncPage() {
  const words = useWords();
  const page = useRead("syncPage", []);
  const now = useAct("syncNow");
  const running = page.data?.state.running ?? false;
  return (
    <Page
      title={words("sync.title")}
      tools={
        <Button type="primary" size="small" disabled={running} onClick={() => now.mutate([])} data-testid="sync-now">
          {words(running ? "sync.running" : "sync.now")}
        </Button>
      }
      testid="sync-page"
    >
      <Answer of={page}>{(s) => <Sheet sync={s} />}</Answer>
    </Page>
  );
}

function Sheet({ sync: s }: { sync: Sync }) {
  const persons = seesPersons(useMe());
  return (
    <div className="two">
      <div>
        <p data-testid="sync-sentence">{s.state.sentence}</p>
        {s.state.progress ? <progress max={Math.max(1, s.state.progress.all)} value={s.state.progress.done} /> : null}
        {persons ? (
          <>
            <Conflicts />
            <Duplicates />
          </>
        ) : null}
        <Refused lines={s.refused} />
        <Waiting sync={s} />
        <Courier />
        <Backup />
        <Passphrase />
        <RecoveryStanding />
        <Pin />
      </div>
      <Runs sync={s} />
    </div>
  );
}
