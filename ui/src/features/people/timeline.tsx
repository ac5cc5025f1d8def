import { useState } from "react";
import { useLocation } from "wouter";
import type { HistoryLine } from "../../api";
import { Time } from "../../components";
import { useWords, type Key } from "../../words";
import { pathOf } from "../search/lib";
import { kindsIn, newestFirst } from "./lib";

const OPENS = ["consultations", "disputes", "broadcasts", "contacts"];

/** Everything about someone in one column, newest first, with a filter by kind. */
export function Timeline({ lines }: { lines: HistoryLine[] }) {
  const words = useWords();
  const [, go] = useLocation();
  const [kind, setKind] = useState<string | null>(null);
  const kinds = kindsIn(lines);
  const shown = newestFirst(lines).filter((l) => !kind || l.kind === kind);
  if (lines.length === 0) return <p className="quiet">{words("timeline.empty")}</p>;
  return (
    <>
      {kinds.length > 1 ? (
        <p className="chips">
          <button type="button" aria-pressed={kind === null} onClick={() => setKind(null)}>
            {words("timeline.all")}
          </button>
          {kinds.map((k) => (
            <button key={k} type="button" aria-pressed={kind === k} onClick={() => setKind(k)}>
              {words(`kind.${k}` as Key)}
            </button>
          ))}
        </p>
      ) : null}
      <ul className="lines timeline" data-testid="timeline">
        {shown.map((line) => (
          <li key={`${line.kind}${line.id}${line.at}`}>
            <span className="lines-at quiet">
              <Time of={line.at} />
            </span>
            <span className="lines-kind quiet">{words(`kind.${line.kind}` as Key)}</span>
            <span>
              {OPENS.includes(line.kind) ? (
                <button type="button" className="link" onClick={() => go(pathOf(line.kind, line.id))}>
                  {line.text}
                </button>
              ) : (
                line.text
              )}{" "}
              <span className="quiet">{line.by}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
