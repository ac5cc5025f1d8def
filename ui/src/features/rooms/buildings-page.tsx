import { Button } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useMay, useRead, type AreaRow, type BuildingRow } from "../../api";
import { Answer, Empty, Page, Tiles } from "../../components";
import { codeLabel, useWords } from "../../words";
import { BuildingForm } from "./building-form";
import { byLabel } from "./lib";

/** Door to door: the areas one is responsible for, then the buildings of one as tiles. */
export function BuildingsPage() {
  const [area] = useLocal("area");
  return area ? <Buildings area={area} /> : <Areas />;
}

function Areas() {
  const words = useWords();
  const [, setArea] = useLocal("area");
  const areas = useRead("areasList", []);
  return (
    <Page title={words("nav.rooms")} testid="areas-page">
      <Answer of={areas}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={words("rooms.no_area")} />
          ) : (
            <Tiles>
              {rows.map((row: AreaRow) => (
                <button key={row.id} type="button" className="tile" data-testid={`area-${row.name}`} onClick={() => setArea(row.id)}>
                  <b>{row.name}</b>
                  <span className="quiet">
                    {words("rooms.area_counts", { buildings: row.buildings, rooms: row.rooms, people: row.people })}
                  </span>
                </button>
              ))}
            </Tiles>
          )
        }
      </Answer>
    </Page>
  );
}

function Buildings({ area }: { area: string }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [adding, setAdding] = useState(false);
  const name = useRead("areasList", []).data?.find((a) => a.id === area)?.name ?? "";
  const buildings = useRead("buildingsList", [area]);
  const tools = (
    <>
      {may("import") ? (
        <Button onClick={() => go("/import/rooms")} data-testid="rooms-import">
          {words("rooms.import")}
        </Button>
      ) : null}
      {may("register") ? (
        <Button onClick={() => setAdding(true)} data-testid="building-add">
          {words("rooms.building_add")}
        </Button>
      ) : null}
    </>
  );
  return (
    <Page title={name} tools={tools} testid="buildings-page">
      {adding ? <BuildingForm area={area} onClose={() => setAdding(false)} /> : null}
      <Answer of={buildings}>
        {(rows) =>
          rows.length === 0 && !adding ? (
            <Empty text={words("rooms.empty")} act={words("rooms.building_add")} onAct={() => setAdding(true)} />
          ) : (
            <Tiles>
              {[...rows].sort(byLabel).map((row) => (
                <Tile key={row.id} row={row} onOpen={() => go(`/rooms/${row.id}`)} />
              ))}
            </Tiles>
          )
        }
      </Answer>
    </Page>
  );
}

function Tile({ row, onOpen }: { row: BuildingRow; onOpen: () => void }) {
  const words = useWords();
  return (
    <button type="button" className="tile" data-testid={`building-${row.label}`} onClick={onOpen}>
      <b>{row.label}</b>
      <span className="tile-late">
        {row.late > 0 ? <span className="tone-late">! {row.late}</span> : null}
        {row.due > 0 ? <span className="tone-due">◔ {row.due}</span> : null}
      </span>
      <span className="quiet">
        {!row.kind || row.kind === "dwelling" ? "" : `${codeLabel("building_kind", row.kind)} · `}
        {words("rooms.tile_counts", { rooms: row.rooms, people: row.people })}
      </span>
      <span className="tile-walk">
        <progress max={Math.max(1, row.rooms)} value={row.visited} />
        <small className="tabular">
          {row.visited}/{row.rooms}
        </small>
      </span>
    </button>
  );
}
