import { useAct, useRead } from "../../api";
import { Answer, Time } from "../../components";
import { useWords } from "../../words";

/** What was taken over before; an import can be undone as a whole. */
export function Batches() {
  const words = useWords();
  const list = useRead("importsList", []);
  const undo = useAct("importUndo");
  return (
    <Answer of={list}>
      {(rows) =>
        rows.length === 0 ? null : (
          <>
            <h3>{words("import.before")}</h3>
            <table className="plain">
              <tbody>
                {rows.map((b, i) => (
                  <tr key={b.batch} className={b.undone ? "quiet" : ""} data-testid={`batch-${i}`}>
                    <td>
                      <Time of={b.at} />
                    </td>
                    <td>{b.name}</td>
                    <td className="tabular">{words("import.created", { count: b.created })}</td>
                    <td className="row-acts">
                      {b.undone ? (
                        words("import.undone")
                      ) : b.can_undo ? (
                        <button type="button" className="link" data-testid={`import-undo-${i}`} onClick={() => undo.mutate([b.batch])}>
                          {words("import.undo")}
                        </button>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )
      }
    </Answer>
  );
}
