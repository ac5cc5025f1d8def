import type { ImportPreview, ImportProblem } from "../../api";
import { useWords, type Key } from "../../words";
import { apart, cellName } from "./lib";

/** Counts first, then which column becomes what, then every problem with its cell. */
export function Preview({ preview: p }: { preview: ImportPreview }) {
  const words = useWords();
  return (
    <div data-testid="import-preview">
      <p className="import-counts">
        <b>{words("import.counts", { total: p.total.toLocaleString("en-US"), sound: p.sound.toLocaleString("en-US") })}</b>
        <span>{words("import.unchanged", { count: p.unchanged })}</span>
        <span className={p.left_out > 0 ? "tone-late" : "quiet"}>{words("import.left_out", { count: p.left_out })}</span>
      </p>
      <h3>{words("import.columns", { row: p.header_row })}</h3>
      <div className="scroll-x">
        <table className="plain">
          <thead>
            <tr>
              {p.columns.map((c) => (
                <th key={c.column} className={c.refused ? "tone-note" : ""} data-testid={`column-${c.column}`}>
                  <span className="quiet">{c.column}</span> {c.header}
                  <br />
                  {c.refused ? (
                    `× ${c.note ?? words("import.refused")}`
                  ) : c.field ? (
                    `→ ${words(`field.${c.field}` as Key, { defaultValue: c.field })}`
                  ) : (
                    <span className="quiet">{c.note ?? words("import.unused")}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {p.sample.map((line) => (
              <tr key={line.row}>
                {p.columns.map((c, i) => (
                  <td key={c.column} className={c.refused || !c.field ? "quiet" : ""}>
                    {c.refused ? "" : line.cells[i]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Problems problems={p.problems} leftOut={p.left_out} />
    </div>
  );
}

/** Rows that are left out first, then remarks about rows that are taken all the same. */
export function Problems({ problems, leftOut }: { problems: ImportProblem[]; leftOut: number }) {
  const words = useWords();
  const { out, remarks } = apart(problems);
  return (
    <>
      {out.length > 0 ? (
        <section data-testid="import-left-out">
          <h3 className="tone-late">{words("import.out", { count: leftOut.toLocaleString("en-US") })}</h3>
          <Lines of={out} />
        </section>
      ) : null}
      {remarks.length > 0 ? (
        <section data-testid="import-remarks">
          <h3 className="tone-due">{words("import.remarks", { count: remarks.length.toLocaleString("en-US") })}</h3>
          <Lines of={remarks} />
        </section>
      ) : null}
    </>
  );
}

function Lines({ of }: { of: ImportProblem[] }) {
  return (
    <table className="plain import-lines">
      <tbody>
        {of.map((p, i) => (
          <tr key={i}>
            <td className="tabular nowrap">{cellName(p)}</td>
            <td>{p.message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
