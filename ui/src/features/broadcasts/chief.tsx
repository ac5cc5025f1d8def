import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, type BroadcastPage, type Reach } from "../../api";
import { onKeys, Time } from "../../components";
import { useWords } from "../../words";

/** The chief's decision: publish, return with a reason, or withdraw what is out. */
export function Decide({ broadcast: b }: { broadcast: BroadcastPage }) {
  const words = useWords();
  const [asking, setAsking] = useState<"return" | "withdraw" | null>(null);
  const [reason, setReason] = useState("");
  const decide = useAct("broadcastDecide");
  const send = (decision: "approve" | "return" | "withdraw") => {
    if (decide.isPending || (decision !== "approve" && reason.trim() === "")) return;
    decide.mutate([{ id: b.id, decision, reason: decision === "approve" ? null : reason.trim() }], { onSuccess: () => setAsking(null) });
  };
  return (
    <div className="decide">
      <div className="acts">
        {b.state === "submitted" ? (
          <>
            <Button type="primary" onClick={() => send("approve")} data-testid="broadcast-approve">
              {words("broadcasts.approve")}
            </Button>
            <Button onClick={() => setAsking("return")} data-testid="broadcast-return">
              {words("broadcasts.return")}
            </Button>
          </>
        ) : (
          <Button size="small" onClick={() => setAsking("withdraw")} data-testid="broadcast-withdraw">
            {words("broadcasts.withdraw")}
          </Button>
        )}
      </div>
      {asking ? (
        <div className="acts">
          <Input
            autoFocus
            value={reason}
            placeholder={words("declarations.reason")}
            onChange={(e) => setReason(e.target.value)}
            onKeyDown={onKeys({ enter: () => send(asking), escape: () => setAsking(null) })}
            data-testid="broadcast-reason"
          />
          <Button onClick={() => send(asking)} disabled={reason.trim() === ""} data-testid="broadcast-reason-save">
            {words(asking === "return" ? "broadcasts.return" : "broadcasts.withdraw")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Who has read it and passed it on; those who have not come first. */
export function ReachTable({ reach }: { reach: Reach[] }) {
  const words = useWords();
  const rows = [...reach].sort((a, b) => Number(a.ok_at !== null) - Number(b.ok_at !== null) || a.passes - b.passes);
  const read = reach.filter((r) => r.ok_at !== null).length;
  return (
    <section data-testid="broadcast-reach">
      <h3>
        {words("broadcasts.reach")} <span className="quiet">{words("broadcasts.reach_sum", { read, all: reach.length })}</span>
      </h3>
      <table className="plain">
        <thead>
          <tr>
            <th>{words("station.user")}</th>
            <th>{words("area.area")}</th>
            <th>{words("broadcasts.ok_done")}</th>
            <th className="number">{words("broadcasts.passes")}</th>
            <th className="number">{words("broadcasts.people")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.user_id}>
              <td>{r.name}</td>
              <td className="quiet">{r.areas}</td>
              <td>{r.ok_at === null ? <span className="tone-due">◔ {words("broadcasts.not_yet")}</span> : <Time of={r.ok_at} />}</td>
              <td className="number tabular">{r.passes}</td>
              <td className="number tabular">{r.reached}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
