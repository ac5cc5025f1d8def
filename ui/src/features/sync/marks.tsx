import { useLocation } from "wouter";
import { useRead, type Mark } from "../../api";
import { useWords } from "../../words";

/** On a record's own page: that somebody has to decide about it, with the way there. */
export function Marks({ rows }: { rows: string[] }) {
  return <MarkLink marks={useMarks(rows)} />;
}

/** What waits for a decision about these records; asked once for all rows of a list. */
export function useMarks(rows: string[]): Mark[] {
  return useRead("marksOf", rows.length > 0 ? [rows] : null).data ?? [];
}

export function MarkLink({ marks }: { marks: Mark[] }) {
  const words = useWords();
  const [, go] = useLocation();
  const count = (of: "conflicts" | "duplicates") => marks.reduce((n, mark) => n + mark[of], 0);
  const [conflicts, duplicates] = [count("conflicts"), count("duplicates")];
  if (conflicts + duplicates === 0) return null;
  return (
    <button type="button" className="link tone-note" onClick={() => go("/sync")} data-testid="marks">
      !{conflicts > 0 ? ` ${words("marks.conflicts", { count: conflicts })}` : ""}
      {duplicates > 0 ? ` ${words("marks.duplicates", { count: duplicates })}` : ""}
    </button>
  );
}
