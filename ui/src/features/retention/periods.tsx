import { InputNumber } from "antd";
import { useState } from "react";
import { useAct, type PeriodRow, type RetentionPage } from "../../api";
import { useWords } from "../../words";

/** How many months each class of records is kept; a chief may set it within what is allowed. */
export function Periods({ page: r }: { page: RetentionPage }) {
  const words = useWords();
  return (
    <section>
      <h3>{words("retention.periods")}</h3>
      <p className="quiet">{words("retention.periods_lead")}</p>
      <table className="plain">
        <thead>
          <tr>
            <th>{words("retention.class")}</th>
            <th className="number">{words("retention.months")}</th>
            <th>{words("retention.allowed")}</th>
            <th>{words("retention.set_by")}</th>
          </tr>
        </thead>
        <tbody>
          {r.periods.map((p) => (
            <tr key={p.class} data-testid={`period-${p.class}`}>
              <td>{p.label}</td>
              <td className="number tabular">{r.may_set ? <Months key={p.months} period={p} /> : p.months}</td>
              <td className="quiet tabular">{words("retention.range", { least: p.least, most: p.most })}</td>
              <td className="quiet">{p.by ?? words("retention.usual")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Months({ period: p }: { period: PeriodRow }) {
  const words = useWords();
  const [months, setMonths] = useState<number | null>(p.months);
  const set = useAct("retentionSetPeriod");
  const save = () => {
    if (months !== null && months !== p.months && !set.isPending) set.mutate([p.class, months]);
  };
  return (
    <>
      {months !== p.months ? (
        <button type="button" className="link" onClick={save} data-testid={`period-${p.class}-save`}>
          {words("form.save")}
        </button>
      ) : null}{" "}
      <InputNumber
        size="small"
        min={p.least}
        max={p.most}
        precision={0}
        value={months}
        onChange={setMonths}
        onPressEnter={save}
        aria-label={p.label}
        data-testid={`period-${p.class}-months`}
      />
    </>
  );
}
