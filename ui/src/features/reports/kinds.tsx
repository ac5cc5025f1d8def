import { useState } from "react";
import type { ReportLine, ReportWanted } from "../../api";
import { codeLabel, useWords, type Key } from "../../words";
import { change, GROUPS, linesOf, opens, part, percent, told, type Group } from "./lib";
import { Behind } from "./rows-behind";

type Opened = { group: Group; code: string };
type Props = { lines: ReportLine[]; wanted: ReportWanted };

/** Everything counted, by group; a count opens the records behind it. */
export function Kinds({ lines, wanted }: Props) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const groups = GROUPS.filter((group) => linesOf(lines, group).length > 0);
  return (
    <div className="report-kinds">
      {groups.map((group) => (
        <section key={group}>
          <GroupTable group={group} lines={linesOf(lines, group)} opened={opened} onOpen={setOpened} />
          {opened?.group === group ? <Behind wanted={wanted} {...opened} onLeave={() => setOpened(null)} /> : null}
        </section>
      ))}
    </div>
  );
}

type TableProps = { group: Group; lines: ReportLine[]; opened: Opened | null; onOpen: (opened: Opened | null) => void };

function GroupTable({ group, lines, opened, onOpen }: TableProps) {
  const words = useWords();
  const columns = ["now", "before", "change", "percent", "year_before", "percent_of_year"] as const;
  return (
    <table className="plain">
      <thead>
        <tr>
          <th>{words(`reports.${group}` as Key)}</th>
          {columns.map((c) => (
            <th key={c} className="number">
              {words(`reports.${c}` as Key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((l) => {
          const open = opened?.group === group && opened.code === l.code;
          return (
            <tr key={l.code} data-testid={`report-${group}-${l.code}`}>
              <td>{codeLabel(group, l.code)}</td>
              <td className="number tabular">
                {opens(l) ? (
                  <button
                    type="button"
                    className="link"
                    aria-expanded={open}
                    data-testid={`behind-${group}-${l.code}`}
                    onClick={() => onOpen(open ? null : { group, code: l.code })}
                  >
                    {told(l, 0)}
                  </button>
                ) : (
                  told(l, 0)
                )}
                <span className="quiet">{part(l)}</span>
              </td>
              <td className="number tabular quiet">{told(l, 1)}</td>
              <td className="number tabular">{l.change ? change(l.change) : ""}</td>
              <td className="number tabular quiet">{l.change ? percent(l.change) : ""}</td>
              <td className="number tabular quiet">{told(l, 2)}</td>
              <td className="number tabular quiet">{l.change_of_year ? percent(l.change_of_year) : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
