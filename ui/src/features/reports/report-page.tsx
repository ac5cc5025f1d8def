import { lazy, Suspense, useState } from "react";
import { useLocal, useRead, type Report as Figures } from "../../api";
import { Answer, Page, Time } from "../../components";
import { codeLabel, today, useWords, type Key } from "../../words";
import { ExportChoice } from "./export-choice";
import { change, GROUPS, linesOf, percent, periods } from "./lib";
import { PeriodChoice } from "./period-choice";

const Curve = lazy(() => import("./curve"));

/** A period in five figures, one curve, the kinds and one table by area, against the period before. */
export function ReportPage() {
  const words = useWords();
  const [area] = useLocal("area");
  const [period, setPeriod] = useState(periods("month", today())[0]!);
  const [saved, setSaved] = useState("");
  const report = useRead("report", [period, area], true);
  const r = report.data;
  const aside = r ? (
    <span className="quiet" data-testid="report-as-of">
      {words("reports.as_of")} <Time of={r.as_of} />
      {/* Who does not see the laptops is told no number. */}
      {r.laptops_all > 0 ? ` · ${words("reports.laptops", { in: r.laptops_in, all: r.laptops_all })}` : ""}
    </span>
  ) : null;
  const choose = (next: string) => {
    setSaved("");
    setPeriod(next);
  };
  return (
    <Page
      title={words("nav.reports")}
      aside={aside}
      tools={
        <>
          <PeriodChoice period={period} onChange={choose} />
          <ExportChoice period={period} area={area} onSaved={setSaved} />
        </>
      }
      testid="report-page"
    >
      {saved ? (
        <p className="select" role="status" data-testid="report-saved">
          {saved}
        </p>
      ) : null}
      <Answer of={report}>{(x) => <Report report={x} />}</Answer>
    </Page>
  );
}

function Report({ report: r }: { report: Figures }) {
  const words = useWords();
  return (
    <>
      <div className="figures">
        {r.figures.map((f) => (
          <div key={f.key} className="figure" data-testid={`figure-${f.key}`}>
            <span className="quiet">{words(`figure.${f.key}` as Key)}</span>
            <b className="tabular">{f.now.toLocaleString("en-US")}</b>
            <small className="tabular quiet">
              {words("reports.against_before")} {change(f.change)} {percent(f.change)}
              {f.change_of_year ? ` · ${words("reports.against_year")} ${change(f.change_of_year)} ${percent(f.change_of_year)}` : ""}
            </small>
          </div>
        ))}
      </div>
      {r.figures.some((f) => f.change.small || f.change_of_year?.small) || r.lines.some((l) => l.change.small) ? (
        <p className="quiet">{words("reports.small")}</p>
      ) : null}
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
                  <th className="number">%</th>
                </tr>
              </thead>
              <tbody>
                {linesOf(r.lines, group).map((l) => (
                  <tr key={l.code} data-testid={`report-${group}-${l.code}`}>
                    <td>{codeLabel(group, l.code)}</td>
                    <td className="number tabular">{l.now}</td>
                    <td className="number tabular quiet">{l.before}</td>
                    <td className="number tabular">{change(l.change)}</td>
                    <td className="number tabular quiet">{percent(l.change)}</td>
                  </tr>
                ))}
                {linesOf(r.lines, group).length === 0 ? (
                  <tr>
                    <td colSpan={5} className="quiet">
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

function Areas({ report: r }: { report: Figures }) {
  const words = useWords();
  const columns = ["people", "declarations", "visits", "consultations", "disputes", "contacts"] as const;
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
