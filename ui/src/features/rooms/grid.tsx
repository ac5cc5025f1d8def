import { useEffect, useRef } from "react";
import type { Cell, Grid as GridData } from "../../api";
import { codeLabel, useWords } from "../../words";
import { STATES, stateOf, unitsOf, unvisited } from "./lib";

type Props = { grid: GridData; chosen: string | null; only: boolean; onChoose: (room: string) => void };

/** The building as one stands before it: top floor first, units side by side; the sign is in the cell, the number is the occupants. */
export function Grid({ grid, chosen, only, onChoose }: Props) {
  const words = useWords();
  const units = unitsOf(grid);
  const width = (unit: string) => Math.max(1, ...grid.floors.map((f) => f.cells.filter((c) => c.unit === unit).length));
  const columns = units.reduce((sum, unit) => sum + width(unit), 0);
  const span = (unit: string) => ({ "--n": width(unit) }) as React.CSSProperties;
  const here = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    here.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
  return (
    <div className={columns > 6 ? "grid grid-narrow" : "grid"} data-testid="grid">
      <div className="grid-floors">
        {units.length > 1 ? (
          <div className="grid-floor grid-units">
            <span className="grid-number" />
            {units.map((unit) => (
              <span key={unit} className="grid-unit" style={span(unit)}>
                {words("grid.unit", { unit: unit.replace(/单元$/, "") })}
              </span>
            ))}
          </div>
        ) : null}
        {grid.floors.map((floor) => (
          <div key={floor.floor} className="grid-floor">
            <span className="grid-number tabular">{floor.floor}</span>
            {units.map((unit) => (
              <span key={unit} className="grid-unit" style={span(unit)}>
                {floor.cells
                  .filter((c) => c.unit === unit)
                  .map((cell) => (
                    <Door
                      key={cell.room_id}
                      cell={cell}
                      chosen={cell.room_id === chosen}
                      dim={only && !unvisited(cell)}
                      here={here}
                      onChoose={onChoose}
                    />
                  ))}
              </span>
            ))}
          </div>
        ))}
      </div>
      <Legend />
    </div>
  );
}

type DoorProps = {
  cell: Cell;
  chosen: boolean;
  dim: boolean;
  here: React.RefObject<HTMLButtonElement | null>;
  onChoose: (room: string) => void;
};

function Door({ cell, chosen, dim, here, onChoose }: DoorProps) {
  const words = useWords();
  const state = stateOf(cell.state);
  const shop = cell.room_use === "shop";
  return (
    <button
      ref={chosen ? here : undefined}
      type="button"
      tabIndex={-1}
      className={`cell tone-${state.tone}${chosen ? " cell-here" : ""}${dim ? " cell-dim" : ""}`}
      aria-pressed={chosen}
      title={`${cell.label} · ${words(state.label)}`}
      data-testid={`cell-${cell.label}`}
      data-state={cell.state}
      onClick={() => onChoose(cell.room_id)}
    >
      <small className="tabular">
        {cell.label}
        {cell.pending ? " ↑" : ""}
      </small>
      <span>
        <b>{state.sign}</b>
        {shop && cell.occupants === 0 ? (
          <em>{codeLabel("room_use", "shop")}</em>
        ) : (
          <i className="tabular">{cell.occupants > 0 ? cell.occupants : "·"}</i>
        )}
      </span>
    </button>
  );
}

function Legend() {
  const words = useWords();
  return (
    <p className="legend">
      {STATES.map((s) => (
        <span key={s.state} className={`sign tone-${s.tone}`}>
          <b>{s.sign}</b> <span>{words(s.label)}</span>
        </span>
      ))}
    </p>
  );
}
