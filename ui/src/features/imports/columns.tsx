import { Choice } from "../../components";
import type { Field, ImportMapped, ImportPreview } from "../../api";
import { useWords, type Key } from "../../words";
import { remapped } from "./lib";

type Props = { preview: ImportPreview; busy: boolean; onMap: (columns: ImportMapped[]) => void };
const OUT = "-";

/** Which column becomes what, each to be changed, over a few rows as they are read. */
export function Columns({ preview: p, busy, onMap }: Props) {
  const words = useWords();
  const options = [
    { value: OUT, label: words("import.leave_out") },
    ...p.fields.map((f) => ({
      value: f as string,
      label: words((f === "number" ? "field.document_number" : `field.${f}`) as Key, { defaultValue: f }),
    })),
  ];
  const shown = p.columns.map((c, i) => ({ ...c, i })).filter((c) => c.header !== "" || c.field);
  return (
    <section>
      <h3>
        {words("import.columns", { row: p.header_row })}
        {p.remembered ? <span className="quiet"> · {words("import.remembered")}</span> : null}
      </h3>
      <div className="scroll-x">
        <table className="plain import-columns">
          <thead>
            <tr>
              {shown.map((c) => (
                <th key={c.column} className={c.refused ? "tone-note" : ""} data-testid={`column-${c.column}`}>
                  <div className="nowrap">
                    <span className="quiet">{c.column}</span> {c.header}
                  </div>
                  {c.refused ? (
                    <div>× {words("import.refused")}</div>
                  ) : (
                    <Choice
                      small
                      value={c.field ?? OUT}
                      options={options}
                      onChange={(v) => !busy && onMap(remapped(p.columns, c.column, v === OUT || v === null ? null : (v as Field)))}
                      testid={`map-${c.column}`}
                    />
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {p.sample.map((line) => (
              <tr key={line.row}>
                {shown.map((c) => (
                  <td key={c.column} className={c.refused || !c.field ? "quiet" : ""}>
                    {c.refused ? "" : line.cells[c.i]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {p.columns
        .filter((c) => c.note)
        .map((c) => (
          <p key={c.column} className={c.refused ? "tone-note" : "quiet"} data-testid={`note-${c.column}`}>
            {c.column} · {c.note}
          </p>
        ))}
    </section>
  );
}
