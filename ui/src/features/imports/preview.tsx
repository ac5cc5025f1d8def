import type { ImportPreview, ImportProblem } from "../../api";
import { useWords } from "../../words";
import { MOST, apart, cellName } from "./lib";

/** Counts first. */
export function Counts({ preview: p }: { preview: ImportPreview }) {
  const words = useWords();
  const n = (count: number) => ({ count: count.toLocaleString("en-US") });
  return (
    <p className="import-counts" data-testid="import-counts">
      <b>{words("import.counts", { total: p.total.toLocaleString("en-US"), sound: p.sound.toLocaleString("en-US") })}</b>
      <span>{words("import.new", n(p.created))}</span>
      <span>{words("import.updated", n(p.updated))}</span>
      <span>{words("import.unchanged", n(p.unchanged))}</span>
      <span className={p.left_out > 0 ? "tone-late" : "quiet"}>{words("import.left_out", n(p.left_out))}</span>
    </p>
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
  const words = useWords();
  return (
    <>
      <table className="plain import-lines">
        <tbody>
          {of.slice(0, MOST).map((p, i) => (
            <tr key={i}>
              <td className="tabular nowrap">{cellName(p)}</td>
              <td>{p.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {of.length > MOST ? <p className="quiet">{words("import.more", { count: (of.length - MOST).toLocaleString("en-US") })}</p> : null}
    </>
  );
}
