import { useAct, useRead } from "../../api";
import { Time } from "../../components";
import { useWords } from "../../words";

/** Who asked for people outside their areas: each is signed by a chief, or stays here. */
export function Lookups() {
  const words = useWords();
  const rows = useRead("lookupsList", []).data ?? [];
  const check = useAct("lookupCheck");
  const waiting = rows.filter((r) => r.checked === null).length;
  if (rows.length === 0) return null;
  return (
    <section data-testid="lookups">
      <h3 className={waiting > 0 ? "tone-note" : undefined}>{words("lookup.review", { count: waiting })}</h3>
      <p className="quiet">{words("lookup.review_lead")}</p>
      <table className="plain">
        <thead>
          <tr>
            <th>{words("lookup.by")}</th>
            <th>{words("lookup.reason")}</th>
            <th>{words("lookup.words")}</th>
            <th>{words("lookup.area")}</th>
            <th>{words("lookup.about")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.id} data-testid="lookup-row">
              <td className="nowrap">
                {r.by} <Time of={r.at} />
              </td>
              <td>{r.reason}</td>
              <td>{r.words}</td>
              <td className="nowrap">{r.area || "—"}</td>
              <td>{r.person}</td>
              <td className="row-acts">
                {r.may_check ? (
                  <button
                    type="button"
                    className="link"
                    disabled={check.isPending}
                    onClick={() => check.mutate([r.id])}
                    data-testid="lookup-check"
                  >
                    {words("lookup.check")}
                  </button>
                ) : r.checked ? (
                  <span className="quiet">{words("lookup.checked", { name: r.checked })}</span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
