import { useAct, useRead, type DecisionRow, type RetentionPage as Retention } from "../../api";
import { Answer, Day, Page, Sure, Time } from "../../components";
import { useWords } from "../../words";
import { PeopleTabs } from "../people/people-tabs";
import { RecordLink } from "../sync/record-link";
import { Periods } from "./periods";
import { Review } from "./review";

/** What is erased soon because its period is over, and what two people decided otherwise. */
export function RetentionPage() {
  const page = useRead("retentionPage", []);
  return (
    <Page title={<PeopleTabs here="retention" />} testid="retention-page">
      <Answer of={page}>
        {(r) => (
          <>
            <Decisions page={r} />
            <Review page={r} />
            <Periods page={r} />
          </>
        )}
      </Answer>
    </Page>
  );
}

/** Decisions that wait for a second person come first, then those in force. */
function Decisions({ page: r }: { page: Retention }) {
  const words = useWords();
  if (r.waiting.length + r.standing.length === 0) return null;
  return (
    <section>
      {r.waiting.length > 0 ? <h3 className="tone-note">{words("retention.waiting", { count: r.waiting.length })}</h3> : null}
      {r.waiting.length > 0 ? <Lines rows={r.waiting} /> : null}
      {r.standing.length > 0 ? <h3>{words("retention.standing")}</h3> : null}
      {r.standing.length > 0 ? <Lines rows={r.standing} /> : null}
    </section>
  );
}

function Lines({ rows }: { rows: DecisionRow[] }) {
  const words = useWords();
  const confirm = useAct("retentionConfirm");
  const withdraw = useAct("retentionWithdraw");
  return (
    <table className="plain">
      <thead>
        <tr>
          <th>{words("retention.record")}</th>
          <th>{words("retention.choice")}</th>
          <th>{words("retention.until")}</th>
          <th>{words("retention.reason")}</th>
          <th>{words("retention.by")}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {rows.map((d) => (
          <tr key={d.id} data-testid={`decision-${d.name}`}>
            <td className="nowrap">
              <RecordLink kind={d.kind} id={d.record} text={d.name} />
            </td>
            <td className={d.choice === "erase" ? "tone-late nowrap" : "nowrap"}>{d.label}</td>
            <td className="nowrap">{d.until ? <Day of={d.until} /> : "—"}</td>
            <td>{d.reason}</td>
            <td>
              {d.by} <Time of={d.at} />
              {d.second ? <span className="quiet"> · {words("retention.second", { name: d.second })}</span> : null}
            </td>
            <td className="row-acts">
              {d.may_confirm ? (
                <Sure
                  label={words("retention.confirm")}
                  question={words(d.choice === "erase" ? "retention.confirm_erase_sure" : "retention.confirm_keep_sure")}
                  onSure={() => confirm.mutate([d.id])}
                  testid={`confirm-${d.name}`}
                />
              ) : null}{" "}
              {d.may_withdraw ? (
                <button
                  type="button"
                  className="link"
                  disabled={withdraw.isPending}
                  onClick={() => withdraw.mutate([d.id])}
                  data-testid={`withdraw-${d.name}`}
                >
                  {words("retention.withdraw")}
                </button>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
