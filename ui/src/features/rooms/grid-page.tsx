import { Button, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useMay, useRead, type Grid as GridData } from "../../api";
import { Answer, Page, useKeys } from "../../components";
import { useWords } from "../../words";
import { Grid } from "./grid";
import { nextUnvisited, step, type Step } from "./lib";
import { RegisterForm } from "./register-form";
import { RoomForm } from "./room-form";
import { RoomPanel } from "./room-panel";

type Props = { building: string; room: string | null; act: string | null };

/** One building: grid left, room right. The chosen room is part of the address, so that going back finds it again. */
export function GridPage({ building, room, act }: Props) {
  const words = useWords();
  const grid = useRead("buildingGrid", [building]);
  const [, go] = useLocation();
  const name = grid.data;
  const title = name ? (
    <>
      <button type="button" className="link" onClick={() => go("/rooms")} data-testid="rooms-back">
        {name.area}
      </button>{" "}
      › {name.label}
    </>
  ) : (
    words("nav.rooms")
  );
  return <Answer of={grid}>{(g) => <Walk key={building} title={title} grid={g} building={building} room={room} act={act} />}</Answer>;
}

function Walk({ title, grid, building, room, act }: Props & { title: React.ReactNode; grid: GridData }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [only, setOnly] = useState(false);
  const choose = (to: string | null, then?: string) =>
    go(`/rooms/${building}${to ? `/${to}` : ""}${then ? `/${then}` : ""}`, { replace: true });
  // What lies over the grid has the keys: a letter meant for a consultation is no result at this door.
  const [panel] = useLocal("panel");
  const busy = act !== null || panel !== "none";

  useEffect(() => {
    if (!room) {
      const first = nextUnvisited(grid, null) ?? step(grid, null, "down");
      if (first) go(`/rooms/${building}/${first}`, { replace: true });
    }
  }, [room, grid, building, go]);

  const walk = (way: Step) => () => choose(step(grid, room, way));
  useKeys({ arrowleft: walk("left"), arrowright: walk("right"), arrowup: walk("up"), arrowdown: walk("down") }, !busy);
  useKeys({ escape: () => go("/rooms") }, !busy);

  const head = (
    <>
      <span className="tabular" data-testid="grid-visited">
        {words("grid.visited", { visited: grid.visited, total: grid.total })}
      </span>
      <progress max={Math.max(1, grid.total)} value={grid.visited} />
      {grid.late > 0 ? <span className="tone-late">{words("grid.late", { count: grid.late })}</span> : null}
    </>
  );
  const tools = (
    <>
      <Segmented
        size="small"
        value={only ? "open" : "all"}
        onChange={(v) => setOnly(v === "open")}
        options={[
          { value: "all", label: words("grid.all") },
          { value: "open", label: words("grid.open") },
        ]}
      />
      {may("register") ? (
        <Button size="small" onClick={() => choose(room, "room")} data-testid="room-add" disabled={!room}>
          {words("room.add")}
        </Button>
      ) : null}
    </>
  );
  return (
    <Page title={title} aside={head} tools={tools} fixed testid="grid-page">
      <div className="walk">
        <Grid grid={grid} chosen={room} only={only} onChoose={(r) => choose(r)} />
        <div className="walk-room">
          {room && act === "register" ? (
            <RegisterForm key={room} room={room} onDone={(again) => (again ? undefined : choose(room))} />
          ) : room && act === "room" ? (
            <RoomForm building={building} onClose={(made) => choose(made ?? room)} />
          ) : room ? (
            <RoomPanel
              key={room}
              room={room}
              onNext={() => choose(nextUnvisited(grid, room) ?? room)}
              onRegister={() => choose(room, "register")}
            />
          ) : null}
        </div>
      </div>
    </Page>
  );
}
