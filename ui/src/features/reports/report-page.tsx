import { lazy, Suspense, useState } from "react";
import { useLocal, useRead, type MonthReport } from "../../api";
import { Answer, Choice, Page, Time } from "../../components";
import { codeLabel, today, useWords, type Key } from "../../words";
import { change, GROUPS, linesOf, months } from "./lib";

const Curve = lazy(() => import("./curve"));

/** The month in five figures, one curve, the kinds and one table by area, against last month. */
export function ReportPage() {
  const words = useWords();
  const [area] = useLocal("area");
  const [month, setMonth] = useState(months(today())[0]!);
  const report = useRead("reportMonth", [month, area], true);
  const r = report.data;
  const aside = r ? (
    <span className="quiet" data-testid="report-as-of">
      {words("reports.as_of")} <Time of={r.as_of} />
      {/* Who does not see the laptops is told no number. */}
      {r.laptops_all > 0 ? ` · ${words("reports.laptops", { in: r.laptops_in, all: r.laptops_all })}` : ""}
    </span>
  ) : null;
  const options = months(today()).map((m) => ({
    value: m,
    label: words("reports.month", { year: m.slice(0, 4), month: Number(m.slice(5)) }),
  }));
  return (
    <Page
      title={words("nav.reports")}
      aside={aside}
      tools={<Choice value={month} options={options} onChange={(v) => v && setMonth(v)} testid="report-month" />}
      testid="report-page"
    >
      <Answer of={report}>{(x) => <Report report={x} />}</Answer>
    </Page>
  );
}

function Report({ report: r }: { report: MonthReport }) {
  const words = useWords();
  return (
    <>
      <div className="figures">
        {r.figures.map((f) => (
          <div key={f.key} className="figure" data-testid={`figure-${f.key}`}>
            <span className="quiet">{words(`figure.${f.key}` as Key)}</span>
            <b className="tabular">{f.now.toLocaleString("en-US")}</b>
            <small className="tabular quiet">
              {words("reports.against_month")} {change(f.now, f.before)}
              {f.year_before !== null ? ` · ${words("reports.against_year")} ${change(f.now, f.year_before)}` : ""}
            </small>
          </div>
        ))}
      </div>
      <Suspense fallback={<div className="curve" />}>
        <Curve curve={r.curve} />
      </Suspense>
      <div className="report-kinds">
        {GROUPS.map((group) => (
          <section key={group}>
            <table className="plain">
              <thead>
                <tr>
                  <th>{words(`reports.${group}` as Key)}</th>
                  <th className="number">{words("reports.now")}</th>
                  <th className="number">{words("reports.before")}</th>
                  <th className="number">{words("reports.change")}</th>
                </tr>
              </thead>
              <tbody>
                {linesOf(r.lines, group).map((l) => (
                  <tr key={l.code} data-testid={`report-${group}-${l.code}`}>
                    <td>{codeLabel(group, l.code)}</td>
                    <td className="number tabular">{l.now}</td>
                    <td className="number tabular quiet">{l.before}</td>
                    <td className="number tabular">{change(l.now, l.before)}</td>
                  </tr>
                ))}
                {linesOf(r.lines, group).length === 0 ? (
                  <tr>
                    <td colSpan={4} className="quiet">
                      {words("reports.none")}
                    </td>
                  </tr>
                ) : null}
              </tbody>
            </table>
          </section>
        ))}
      </div>
      <Areas report={r} />
    </>
  );
}

function Areas({ report: r }: { report: MonthReport }) {
  const words = useWords();
  const columns = ["people", "declarations", "visits", "consultations", "disputes"] as const;
  return (
    <table className="plain report-areas" data-testid="report-areas">
      <thead>
        <tr>
          <th>{words("area.area")}</th>
          {columns.map((c) => (
            <th key={c} className="number">
              {words(`figure.${c}` as Key)}
            </th>
          ))}
          <th className="number">{words("reports.before_all")}</th>
        </tr>
      </thead>
      <tbody>
        {r.areas.map((a) => (
          <tr key={a.area_id}>
            <td>{a.area}</td>
            {columns.map((c) => (
              <td key={c} className="number tabular">
                {a[c]}
              </td>
            ))}
            <td className="number tabular quiet">{a.before}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
