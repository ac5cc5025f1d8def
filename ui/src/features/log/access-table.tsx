import type { AccessLine } from "../../api";
import { Time } from "../../components";
import { codeLabel, useWords } from "../../words";

type Props = { lines: AccessLine[]; onReference?: (reference: string) => void };

/** Accesses, newest first: who, when, on which laptop, what and why. It names nobody whom a record is about. */
export function AccessTable({ lines, onReference }: Props) {
  const words = useWords();
  return (
    <table className="plain" data-testid="accesses">
      <thead>
        <tr>
          <th className="number">{words("log.place")}</th>
          <th>{words("log.at")}</th>
          <th>{words("log.who")}</th>
          <th>{words("log.act")}</th>
          <th>{words("log.what")}</th>
          <th>{words("log.why")}</th>
          {onReference ? <th>{words("log.reference")}</th> : null}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.place} data-testid={`access-${line.act}`}>
            <td className="number tabular quiet">{line.place}</td>
            <td className="tabular">
              <Time of={line.at} />
            </td>
            <td>
              {line.user ?? words("log.station")}
              {line.laptop ? <span className="quiet small"> · {line.laptop}</span> : null}
            </td>
            <td>{codeLabel("access_act", line.act)}</td>
            <td>{line.what}</td>
            <td>{line.purpose}</td>
            {onReference ? (
              <td className="tabular small">
                {line.reference ? (
                  <button type="button" className="link" onClick={() => onReference(line.reference ?? "")} title={line.reference}>
                    {line.reference.slice(0, 9)}
                  </button>
                ) : null}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
