import type { Cell, CellState, Grid } from "../../api";
import type { Tone } from "../../components";
import type { Key } from "../../words";

export const STATES: { state: CellState; sign: string; tone: Tone; label: Key }[] = [
  { state: "confirmed", sign: "✓", tone: "done", label: "cell.confirmed" },
  { state: "due", sign: "◔", tone: "due", label: "cell.due" },
  { state: "late", sign: "!", tone: "late", label: "cell.late" },
  { state: "nobody_home", sign: "○", tone: "info", label: "cell.nobody_home" },
  { state: "refused", sign: "×", tone: "note", label: "cell.refused" },
  { state: "vacant", sign: "–", tone: "quiet", label: "cell.vacant" },
  { state: "unknown", sign: "?", tone: "quiet", label: "cell.unknown" },
];
const unknown = STATES[STATES.length - 1]!;
export const stateOf = (state: CellState) => STATES.find((s) => s.state === state) ?? unknown;

/** Doors that still want a call this round. */
export const unvisited = (cell: Cell) => cell.state === "due" || cell.state === "late" || cell.state === "unknown";

const cellsOf = (grid: Grid): Cell[] => grid.floors.flatMap((f) => f.cells);

/** The next door that wants a call: along the floor, then the floor beneath, then round again from the top. Null when none is left. */
export function nextUnvisited(grid: Grid, from: string | null): string | null {
  const cells = cellsOf(grid);
  const at = cells.findIndex((c) => c.room_id === from);
  const round = [...cells.slice(at + 1), ...cells.slice(0, Math.max(at, 0))];
  return round.find(unvisited)?.room_id ?? null;
}

export type Step = "left" | "right" | "up" | "down";

/** The door beside, above or beneath; on a shorter floor the nearest one. Stays where it is at the edge. */
export function step(grid: Grid, from: string | null, way: Step): string | null {
  const floors = grid.floors.filter((f) => f.cells.length > 0);
  const row = floors.findIndex((f) => f.cells.some((c) => c.room_id === from));
  const here = floors[row];
  if (!here) return floors[0]?.cells[0]?.room_id ?? null;
  const column = here.cells.findIndex((c) => c.room_id === from);
  if (way === "left" || way === "right") return here.cells[column + (way === "left" ? -1 : 1)]?.room_id ?? from;
  const there = floors[row + (way === "up" ? -1 : 1)];
  return there ? (there.cells[Math.min(column, there.cells.length - 1)]?.room_id ?? from) : from;
}

/** The units of a building in order; a floor's cells are shown unit by unit. */
export const unitsOf = (grid: Grid): string[] =>
  [...new Set(cellsOf(grid).map((c) => c.unit))].sort((a, b) => a.localeCompare(b, "zh", { numeric: true }));

/** Buildings as they lie: by zone and number as people read them. */
export const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label, "zh", { numeric: true });
