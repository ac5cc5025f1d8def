import { useState } from "react";
import { Choice, DayInput } from "../../components";
import { addDays, today, useWords, type Key, type Words } from "../../words";
import { periods, UNITS, type Unit } from "./lib";

/** Week, month, quarter or year from a list, or two days of one's own. */
export function PeriodChoice({ period, onChange }: { period: string; onChange: (period: string) => void }) {
  const words = useWords();
  const [unit, setUnit] = useState<Unit>("month");
  const [days, setDays] = useState([addDays(today(), -29), today()]);
  const take = (next: Unit) => {
    setUnit(next);
    onChange(next === "days" ? days.join("/") : periods(next, today())[0]!);
  };
  const takeDay = (which: 0 | 1, day: string | null) => {
    const next = days.map((d, i) => (i === which ? (day ?? "") : d));
    setDays(next);
    onChange(next.join("/"));
  };
  return (
    <>
      <Choice
        value={unit}
        options={UNITS.map((u) => ({ value: u, label: words(`reports.unit.${u}` as Key) }))}
        onChange={(u) => u && take(u as Unit)}
        testid="report-unit"
      />
      {unit === "days" ? (
        <span className="report-days">
          <DayInput value={days[0]!} onChange={(d) => takeDay(0, d)} testid="report-first" />
          <span className="quiet">{words("reports.to")}</span>
          <DayInput value={days[1]!} onChange={(d) => takeDay(1, d)} testid="report-last" />
        </span>
      ) : (
        <Choice
          value={period}
          options={periods(unit, today()).map((p) => ({ value: p, label: label(words, unit, p) }))}
          onChange={(p) => p && onChange(p)}
          testid="report-period"
        />
      )}
    </>
  );
}

function label(words: Words, unit: Exclude<Unit, "days">, period: string): string {
  const number = Number(period.replace(/^\d{4}-[WQ]?/, ""));
  return words(`reports.${unit}` as Key, { year: period.slice(0, 4), number });
}
