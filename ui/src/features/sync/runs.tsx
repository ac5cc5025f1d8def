import type { SyncPage } from "../../api";
import { Time } from "../../components";
import { useWords } from "../../words";

/** To whom this laptop speaks, and how the last runs went. */
export function Runs({ sync: s }: { sync: SyncPage }) {
  const words = useWords();
  return (
    <aside className="facts">
      <dl>
        <div className="fact">
          <dt>{words("sync.station")}</dt>
          <dd className="select">{s.station_url}</dd>
        </div>
        <div className="fact">
          <dt>{words("sync.device")}</dt>
          <dd className="select">{s.device}</dd>
        </div>
      </dl>
      <h3>{words("sync.runs")}</h3>
      {s.runs.length === 0 ? <p className="quiet">{words("sync.runs_none")}</p> : null}
      <ul className="lines">
        {s.runs.map((run) => (
          <li key={run.at}>
            <span className={run.ok ? "tone-done" : "tone-late"}>{run.ok ? "✓" : "!"}</span> <Time of={run.at} />{" "}
            <span className="quiet">{run.text}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
