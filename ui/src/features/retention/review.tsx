import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, type RetentionPage, type ReviewRow } from "../../api";
import { Day, DayInput, EnterForm, Field } from "../../components";
import { useWords } from "../../words";
import { RecordLink } from "../sync/record-link";

/** Records whose period ends within thirty days: left alone they are erased, without anybody doing anything. */
export function Review({ page: r }: { page: RetentionPage }) {
  const words = useWords();
  const [asked, setAsked] = useState<{ row: ReviewRow; choice: "keep" | "erase" } | null>(null);
  return (
    <section>
      <h3>{words("retention.review", { count: r.review_count })}</h3>
      <p className="quiet">{words(r.review.length > 0 ? "retention.review_lead" : "retention.review_none")}</p>
      {r.review.length > 0 ? (
        <table className="plain">
          <thead>
            <tr>
              <th>{words("retention.due_on")}</th>
              <th>{words("retention.record")}</th>
              <th>{words("person.room")}</th>
              <th>{words("retention.class")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {r.review.map((row) => (
              <tr key={row.id} data-testid={`review-${row.name}`}>
                <td className="nowrap">
                  <Day of={row.due_on} />
                </td>
                <td className="nowrap">
                  <RecordLink kind={row.kind} id={row.id} text={row.name} />
                </td>
                <td>{row.place || <span className="quiet">—</span>}</td>
                <td>{row.class}</td>
                <td className="row-acts">
                  {row.decided ? (
                    <span className="quiet">{words("retention.decided")}</span>
                  ) : r.may_decide ? (
                    <>
                      <button
                        type="button"
                        className="link"
                        onClick={() => setAsked({ row, choice: "keep" })}
                        data-testid={`keep-${row.name}`}
                      >
                        {words("retention.keep")}
                      </button>{" "}
                      <button
                        type="button"
                        className="link"
                        onClick={() => setAsked({ row, choice: "erase" })}
                        data-testid={`erase-${row.name}`}
                      >
                        {words("retention.erase")}
                      </button>
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {r.review_count > r.review.length ? (
        <p className="quiet">{words("retention.more", { count: r.review_count - r.review.length })}</p>
      ) : null}
      {asked ? <Ask key={asked.row.id + asked.choice} {...asked} onClose={() => setAsked(null)} /> : null}
    </section>
  );
}

/** Why, and until when: whoever confirms it reads this. */
export function Ask({
  row,
  choice,
  onClose,
}: {
  row: Pick<ReviewRow, "id" | "kind" | "name">;
  choice: "keep" | "erase";
  onClose: () => void;
}) {
  const words = useWords();
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState<string | null>(null);
  const decide = useAct("retentionDecide");
  const whole = reason.trim() !== "" && (choice === "erase" || until !== null);
  const save = () => {
    if (!whole || decide.isPending) return;
    decide.mutate([{ record: row.id, kind: row.kind, choice, reason: reason.trim(), until }], { onSuccess: onClose });
  };
  return (
    <div className="sheet" data-testid="retention-ask">
      <p>
        <b>{words(choice === "keep" ? "retention.keep_title" : "retention.erase_title", { name: row.name })}</b>{" "}
        {words(choice === "keep" ? "retention.keep_lead" : "retention.erase_lead")}
      </p>
      <EnterForm onSave={save} onLeave={onClose} testid="retention-form">
        <div className="form-row">
          <Field wide label={words("retention.reason")}>
            <Input autoFocus value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} data-testid="retention-reason" />
          </Field>
          {choice === "keep" ? (
            <Field label={words("retention.until")}>
              <DayInput value={until} onChange={setUntil} testid="retention-until" />
            </Field>
          ) : null}
        </div>
        <div className="form-acts">
          <Button type="primary" danger={choice === "erase"} disabled={!whole} onClick={save} data-testid="retention-save">
            {words("retention.propose")} <kbd>Enter</kbd>
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
