import type { SyncPage } from "../../api";
import { Time } from "../../components";
import { useWords, type Key } from "../../words";
import { byRecord } from "./lib";
import { RecordLink } from "./record-link";

/** What waits to be sent, grouped by record, since when and why. */
export function Waiting({ sync: s }: { sync: SyncPage }) {
  const words = useWords();
  return (
    <section data-testid="sync-waiting">
      <h3>{words("sync.waiting", { count: s.state.waiting })}</h3>
      <p className="quiet" data-testid="waiting-since">
        {s.waiting_since ?? words("sync.waiting_none")}
      </p>
      <ul className="lines">
        {byRecord(s.waiting).map((record, i) => (
          <li key={record.id} data-testid={`waiting-${i}`}>
            <span className="lines-at quiet">
              <Time of={record.since} />
            </span>
            <span className="lines-kind quiet">{words(`kind.${record.kind}` as Key)}</span>
            <RecordLink kind={record.kind} id={record.id} text={record.texts[0] ?? ""} task={{ kind: "op", id: record.id }} />
            {record.texts.length > 1 ? <span className="quiet"> · {record.texts.slice(1).join(" · ")}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
