import { Checkbox } from "antd";
import type { ImportDifference } from "../../api";
import { useWords, type Key } from "../../words";
import { MOST, turnAll } from "./lib";

type Props = { differences: ImportDifference[]; turned: ReadonlySet<string>; onTurn: (turned: Set<string>) => void };

/** Where the file says something else than what is stored: what is ticked becomes what the file says. */
export function Differences({ differences: all, turned, onTurn }: Props) {
  const words = useWords();
  if (all.length === 0) return null;
  const turn = (key: string) => {
    const next = new Set(turned);
    if (!next.delete(key)) next.add(key);
    onTurn(next);
  };
  const taken = all.filter((d) => d.taken !== turned.has(d.key)).length;
  return (
    <section data-testid="import-differences">
      <h3>{words("import.differences", { count: all.length.toLocaleString("en-US"), taken: taken.toLocaleString("en-US") })}</h3>
      <p className="choices">
        <button type="button" className="link" onClick={() => onTurn(turnAll(all, true))} data-testid="take-all">
          {words("import.take_all")}
        </button>
        <button type="button" className="link" onClick={() => onTurn(turnAll(all, false))} data-testid="take-none">
          {words("import.take_none")}
        </button>
      </p>
      <table className="plain import-lines">
        <thead>
          <tr>
            {(["row", "who", "what", "was", "becomes", "why"] as const).map((k) => (
              <th key={k}>{words(`import.col_${k}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.slice(0, MOST).map((d, i) => (
            <tr key={d.key} data-testid={`difference-${i}`}>
              <td className="tabular nowrap">{d.row}</td>
              <td className="nowrap">{d.name}</td>
              <td className="nowrap">{words(`field.${d.field}` as Key, { defaultValue: d.field })}</td>
              <td className="quiet">{d.was || "—"}</td>
              <td>
                <Checkbox checked={d.taken !== turned.has(d.key)} onChange={() => turn(d.key)} data-testid={`take-${i}`}>
                  {d.becomes}
                </Checkbox>
              </td>
              <td className="quiet">{d.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > MOST ? <p className="quiet">{words("import.more", { count: (all.length - MOST).toLocaleString("en-US") })}</p> : null}
    </section>
  );
}
