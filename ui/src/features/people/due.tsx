import { Sign } from "../../components";
import { day, dayFull, useWords } from "../../words";

/** Until when a stay is declared, with the sign that goes with it. */
export function Due({ due, state, source }: { due: string | null; state: "none" | "ok" | "due" | "late"; source?: string | null }) {
  const words = useWords();
  if (!due || state === "none") return null;
  const tone = state === "late" ? "late" : state === "due" ? "due" : "quiet";
  return (
    <span title={source ? `${dayFull(due)} · ${source}` : dayFull(due)} className="nowrap">
      <Sign tone={tone} sign={state === "late" ? "!" : state === "due" ? "◔" : "✓"} /> {words("due.until", { day: day(due) })}
    </span>
  );
}
