import { useState } from "react";
import { useAct, useMay, type Changes as Told } from "../../api";
import { Refused, Time } from "../../components";
import { useWords } from "../../words";

/** What was corrected in a person's records, for who supervises: when, what, before and after as far as something keeps it, and by whom. */
export function Changes({ id }: { id: string }) {
  const words = useWords();
  const may = useMay();
  const find = useAct("personChanges", true);
  const [told, setTold] = useState<Told | null>(null);
  if (!may("supervise")) return null;
  return (
    <>
      <button type="button" className="link small" onClick={() => find.mutate([id], { onSuccess: setTold })} data-testid="person-changes">
        {words("changes.show")}
      </button>
      <Refused error={find.error} />
      {told ? <Table told={told} /> : null}
    </>
  );
}

function Table({ told }: { told: Told }) {
  const words = useWords();
  const value = (text: string | null) => text ?? <span className="quiet">{words("changes.not_kept")}</span>;
  return (
    <>
      {told.lines.length === 0 ? <p className="quiet small">{words("changes.none")}</p> : null}
      {told.of_station ? null : <p className="quiet small">{words("changes.of_laptop")}</p>}
      {told.lines.length > 0 ? (
        <table className="plain" data-testid="changes">
          <thead>
            <tr>
              <th>{words("log.at")}</th>
              <th>{words("changes.what")}</th>
              <th>{words("changes.was")}</th>
              <th>{words("changes.became")}</th>
              <th>{words("changes.by")}</th>
            </tr>
          </thead>
          <tbody>
            {told.lines.map((line, i) => (
              <tr key={i} data-testid={`change-${i}`}>
                <td className="tabular">
                  <Time of={line.at} />
                </td>
                <td>
                  {line.what} · {line.field}
                </td>
                <td>{value(line.was)}</td>
                <td>{value(line.became)}</td>
                <td>
                  {line.by} {line.note ? <span className="quiet small">{line.note}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
