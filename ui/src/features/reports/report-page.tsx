import { lazy, Suspense, useMemo, useState } from "react";
import { useLocal, useMe, useRead, type Report as Figures, type ReportWanted } from "../../api";
import { Answer, Page, Time } from "../../components";
import { today, useWords } from "../../words";
import { AreasChoice } from "./areas-choice";
import { AreasTable } from "./areas-table";
import { Closing } from "./closing";
import { ExportChoice } from "./export-choice";
import { FiguresRow } from "./figures-row";
import { Kinds } from "./kinds";
import { periods } from "./lib";
import { PeriodChoice } from "./period-choice";

const Curve = lazy(() => import("./curve"));

/** A period in five figures, one curve, the kinds and one table by area, against the period before and the year before. */
export function ReportPage() {
  const words = useWords();
  const [area] = useLocal("area");
  const [period, setPeriod] = useState(periods("month", today())[0]!);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [saved, setSaved] = useState("");
  // The area switcher says where one works; a chief reads the station. A choice of one's own here, such as a team's areas, goes first.
  const chief = useMe()?.role === "chief";
  const areas = useMemo(() => chosen ?? (area && !chief ? [area] : []), [chosen, area, chief]);
  const wanted = useMemo<ReportWanted>(() => ({ period, areas }), [period, areas]);
  const report = useRead("report", [wanted], true);
  const choose = (next: string) => {
    setSaved("");
    setPeriod(next);
  };
  return (
    <Page
      title={words("nav.reports")}
      aside={report.data ? <AsOf report={report.data} /> : null}
      tools={
        <>
          <PeriodChoice period={period} onChange={choose} />
          <AreasChoice areas={areas} onChange={setChosen} />
          <ExportChoice wanted={wanted} onSaved={setSaved} />
        </>
      }
      testid="report-page"
    >
      {saved ? (
        <p className="select report-saved" role="status" data-testid="report-saved">
          {saved}
        </p>
      ) : null}
      <Answer of={report}>{(x) => <Report report={x} wanted={wanted} />}</Answer>
    </Page>
  );
}

function AsOf({ report: r }: { report: Figures }) {
  const words = useWords();
  return (
    <span className="quiet" data-testid="report-as-of" title={r.laptops_missing.join(words("reports.comma"))}>
      {words("reports.as_of")} <Time of={r.as_of} />
      {/* Who does not see the laptops is told no number. */}
      {r.laptops_all > 0 ? ` · ${words("reports.laptops", { in: r.laptops_in, all: r.laptops_all })}` : ""}
    </span>
  );
}

function Report({ report: r, wanted }: { report: Figures; wanted: ReportWanted }) {
  const words = useWords();
  const chief = useMe()?.role === "chief";
  const all = [...r.figures, ...r.lines];
  return (
    <>
      <FiguresRow figures={r.figures} />
      <div className="report-notes quiet">
        {r.unfinished ? <p data-testid="report-unfinished">{words("reports.unfinished")}</p> : null}
        {chief && r.laptops_missing.length > 0 ? (
          <p data-testid="report-missing">{words("reports.missing", { names: r.laptops_missing.join(words("reports.comma")) })}</p>
        ) : null}
        {!r.closing && r.frozen_months.length > 0 ? (
          <p data-testid="report-frozen">{words("reports.frozen", { months: r.frozen_months.join(words("reports.comma")) })}</p>
        ) : null}
        {all.some((l) => l.change?.small || l.change_of_year?.small) ? <p>{words("reports.small")}</p> : null}
        {all.some((l) => l.hidden.includes(true)) || r.areas.some((a) => a.hidden) ? (
          <p data-testid="report-few">{words("reports.few")}</p>
        ) : null}
        {all.some((l) => [l.now, l.before, l.year_before].some((n, at) => n === null && !l.hidden[at])) ? (
          <p>{words("reports.not_kept")}</p>
        ) : null}
      </div>
      {r.areas_without_code.length > 0 ? (
        <p className="finding finding-warning" data-testid="report-no-code">
          {words("reports.areas_without_code", { names: r.areas_without_code.join(words("reports.comma")) })}
        </p>
      ) : null}
      <Closing report={r} />
      <Suspense fallback={<div className="curve" />}>
        <Curve curve={r.curve} />
      </Suspense>
      <Kinds key={JSON.stringify(wanted)} lines={r.lines} wanted={wanted} />
      <AreasTable areas={r.areas} />
    </>
  );
}
