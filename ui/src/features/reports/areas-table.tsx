import type { ReportArea } from "../../api";
import { useWords, type Key } from "../../words";
import { count } from "./lib";

const COLUMNS = ["people", "declarations", "visits", "called_at", "doors", "consultations", "disputes", "contacts"] as const;

/** Work and people by area. */
export function AreasTable({ areas }: { areas: ReportArea[] }) {
  const words = useWords();
  return (
    <table className="plain report-areas" data-testid="report-areas">
      <thead>
        <tr>
          <th>{words("area.area")}</th>
          {COLUMNS.map((c) => (
            <th key={c} className="number">
              {words(`figure.${c}` as Key)}
            </th>
          ))}
          <th className="number">{words("reports.before_all")}</th>
        </tr>
      </thead>
      <tbody>
        {areas.map((a) => (
          <tr key={a.area_id}>
            <td>{a.area}</td>
            {COLUMNS.map((c) => (
              <td key={c} className="number tabular">
                {c === "people" && a.hidden ? "※" : count(a[c])}
              </td>
            ))}
            <td className="number tabular quiet">{count(a.before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
