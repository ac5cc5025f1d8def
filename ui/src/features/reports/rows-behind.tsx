import { useState } from "react";
import { useLocation } from "wouter";
import { useRead, type ReportWanted } from "../../api";
import { Answer, Day, useKeys } from "../../components";
import { useWords } from "../../words";
import { pathOf } from "../search/lib";

const SOME = 50;

type Props = { wanted: ReportWanted; group: string; code: string; onLeave: () => void };

/** The records behind a count, newest first. */
export function Behind({ wanted, group, code, onLeave }: Props) {
  const words = useWords();
  const [, go] = useLocation();
  const [limit, setLimit] = useState(SOME);
  const rows = useRead("reportRows", [{ wanted, group, code, limit, offset: 0 }], true);
  useKeys({ escape: onLeave });
  return (
    <div className="report-behind" data-testid="report-behind">
      <Answer of={rows}>
        {(all) => (
          <>
            <ul>
              {all.map((r) => (
                <li key={`${r.kind} ${r.id} ${r.day}`}>
                  <Day of={r.day} />
                  <button type="button" className="link" onClick={() => go(pathOf(r.kind, r.id))}>
                    {r.what || words("reports.open")}
                  </button>
                  <span className="quiet">{r.area}</span>
                </li>
              ))}
            </ul>
            {all.length === 0 ? <p className="quiet">{words("reports.none_behind")}</p> : null}
            {all.length === limit ? (
              <button type="button" className="link" onClick={() => setLimit(limit + SOME)}>
                {words("reports.more")}
              </button>
            ) : null}
          </>
        )}
      </Answer>
    </div>
  );
}
