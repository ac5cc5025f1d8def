import { Button } from "antd";
import { useLocation } from "wouter";
import { useAct, useMe, useRead, type SyncPage as Sync } from "../../api";
import { Answer, Page, Time } from "../../components";
import { useWords, type Key } from "../../words";
import { pathOf } from "../search/lib";
import { Courier } from "./courier";

/** What is stored, what waits and why, and how the last runs went. */
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
  const words = useWords();
  const [, go] = useLocation();
  const persons = useMe()?.role !== "administrator";
  const link = (kind: string, id: string, text: string) =>
    persons ? (
      <button type="button" className="link" onClick={() => go(pathOf(kind, id))}>
        {text}
      </button>
    ) : (
      text
    );
  return (
    <div className="two">
      <div>
        <p data-testid="sync-sentence">{s.state.sentence}</p>
        {s.state.progress ? <progress max={Math.max(1, s.state.progress.all)} value={s.state.progress.done} /> : null}
        {s.refused.length > 0 ? (
          <section>
            <h3 className="tone-note">{words("sync.refused", { count: s.refused.length })}</h3>
            <ul className="lines">
              {s.refused.map((line, i) => (
                <li key={line.id + i} data-testid={`refused-${i}`}>
                  <span className="lines-at quiet">
                    <Time of={line.at} />
                  </span>
                  <span className="lines-kind quiet">{words(`kind.${line.kind}` as Key)}</span>
                  {link(line.kind, line.id, line.text)}
                  <br />
                  <span className="quiet">{line.reason}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <section>
          <h3>{words("sync.waiting", { count: s.waiting.length })}</h3>
          {s.waiting.length === 0 ? <p className="quiet">{words("sync.waiting_none")}</p> : null}
          <ul className="lines">
            {s.waiting.map((line, i) => (
              <li key={line.id + i} data-testid={`waiting-${i}`}>
                <span className="lines-at quiet">
                  <Time of={line.at} />
                </span>
                <span className="lines-kind quiet">{words(`kind.${line.kind}` as Key)}</span>
                {link(line.kind, line.id, line.text)}
              </li>
            ))}
          </ul>
        </section>
        <Courier />
      </div>
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
        <ul className="lines">
          {s.runs.map((run) => (
            <li key={run.at}>
              <span className={run.ok ? "tone-done" : "tone-late"}>{run.ok ? "✓" : "!"}</span> <Time of={run.at} />{" "}
              <span className="quiet">{run.text}</span>
            </li>
          ))}
        </ul>
      </aside>
    </div>
  );
}
