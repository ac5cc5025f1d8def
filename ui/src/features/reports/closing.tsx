import { Button, InputNumber } from "antd";
import { useState } from "react";
import { useAct, type Report } from "../../api";
import { Refused, Sure, Time } from "../../components";
import { codeLabel, useWords, type Key } from "../../words";
import { change, type Group } from "./lib";

/** How the month stands: closed by whom, what came in since; or closing it, and the total that another system counts. */
export function Closing({ report: r }: { report: Report }) {
  const words = useWords();
  const close = useAct("reportClose");
  return (
    <div className="report-closing">
      {r.closing ? (
        <span data-testid="report-closed">
          {words("reports.closed")} <Time of={r.closing.at} /> · {r.closing.by}
        </span>
      ) : null}
      {r.may_close ? (
        <Sure
          label={words("reports.close")}
          question={words(r.laptops_in < r.laptops_all ? "reports.close_sure_missing" : "reports.close_sure", {
            count: r.laptops_all - r.laptops_in,
          })}
          onSure={() => close.mutate([r.period])}
          testid="report-close"
        />
      ) : null}
      {r.total_month ? <PoliceTotal key={r.total_month} month={r.total_month} report={r} /> : null}
      <Refused error={close.error} />
      {r.corrections.length > 0 ? <Corrections report={r} /> : null}
    </div>
  );
}

function Corrections({ report: r }: { report: Report }) {
  const words = useWords();
  return (
    <ul className="report-corrections" data-testid="report-corrections">
      {r.corrections.map((c) => (
        <li key={`${c.month} ${c.group} ${c.code}`}>
          {words("reports.correction", {
            month: c.month,
            group: words(`reports.${c.group}` as Key),
            item: codeLabel(c.group as Group, c.code),
            closed: c.closed.toLocaleString("en-US"),
            recounted: c.recounted.toLocaleString("en-US"),
            change: change({ by: c.recounted - c.closed, percent: null, small: false }),
          })}
        </li>
      ))}
    </ul>
  );
}

/** The station's police incidents of the month come from elsewhere and are typed here. */
function PoliceTotal({ month, report: r }: { month: string; report: Report }) {
  const words = useWords();
  const known = r.entered_total;
  const [typed, setTyped] = useState<number | null>(known);
  const enter = useAct("reportTotal");
  const changed = typed !== null && typed !== known;
  const save = () => {
    if (changed && !enter.isPending) enter.mutate([{ month, incidents: typed }]);
  };
  return (
    <span className="report-total">
      <label htmlFor="police-total">{words("reports.police_enter")}</label>
      <InputNumber
        id="police-total"
        min={0}
        max={1_000_000}
        precision={0}
        controls={false}
        value={typed}
        onChange={setTyped}
        onPressEnter={save}
        data-testid="police-total"
      />
      {changed ? (
        <Button size="small" onClick={save} data-testid="police-total-save">
          {words("form.save")}
        </Button>
      ) : null}
      {enter.error ? (
        <span role="alert" className="finding finding-error">
          ! {enter.error.message}
        </span>
      ) : null}
    </span>
  );
}
