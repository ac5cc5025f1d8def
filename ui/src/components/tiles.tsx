import { useRef, type ReactNode } from "react";
import { useKeys } from "./keys";

/** Tiles that the arrow keys walk; Enter opens the one with the focus. */
export function Tiles({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const walk = (x: number, y: number) => () => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const from = all.indexOf(document.activeElement as HTMLElement);
    all[from < 0 ? 0 : beside(all, from, x, y)]?.focus();
  };
  useKeys({ arrowleft: walk(-1, 0), arrowright: walk(1, 0), arrowup: walk(0, -1), arrowdown: walk(0, 1) });
  return (
    <div className="tiles" ref={box}>
      {children}
    </div>
  );
}

type Placed = { offsetTop: number; offsetLeft: number };

/** Left and right run through all tiles; up and down stay in the column, or take the last tile of a shorter row. */
export function beside(all: Placed[], from: number, x: number, y: number): number {
  if (x !== 0) return Math.min(all.length - 1, Math.max(0, from + x));
  const here = all[from]!;
  const rows = [...new Set(all.map((t) => t.offsetTop))].sort((a, b) => a - b);
  const row = rows[rows.indexOf(here.offsetTop) + y];
  const there = all.filter((t) => t.offsetTop === row);
  const same = there.find((t) => t.offsetLeft === here.offsetLeft) ?? there.at(-1);
  return same ? all.indexOf(same) : from;
}
