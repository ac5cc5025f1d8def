import { Button, Input } from "antd";
import { useState } from "react";
import { useMay, type StationPage } from "../../api";
import { Choice, EnterForm, Field } from "../../components";
import { codeLabel, codeOptions, useWords } from "../../words";
import { stationAct } from "./lib";
import { useStationAct } from "./use-station-act";

export function Areas({ station }: { station: StationPage }) {
  const words = useWords();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <section>
      <h3>
        {words("station.areas")}{" "}
        {may("manage_station") ? (
          <button type="button" className="link" data-testid="area-add" onClick={() => setAdding(true)}>
            + {words("station.area_add")}
          </button>
        ) : null}
      </h3>
      {adding ? <Add onClose={() => setAdding(false)} /> : null}
      <table className="plain">
        <thead>
          <tr>
            <th>{words("area.area")}</th>
            <th>{words("building.kind")}</th>
            <th className="number">{words("station.buildings")}</th>
            <th className="number">{words("station.rooms")}</th>
            <th className="number">{words("nav.people")}</th>
          </tr>
        </thead>
        <tbody>
          {station.areas.map((a) => (
            <tr key={a.id} data-testid={`station-area-${a.name}`}>
              <td>{a.name}</td>
              <td>{codeLabel("area_kind", a.kind)}</td>
              <td className="number tabular">{a.buildings}</td>
              <td className="number tabular">{a.rooms}</td>
              <td className="number tabular">{a.people}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const act = useStationAct();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<string | null>("village");
  const save = () => name.trim() && act(stationAct("add_area", { name: name.trim(), kind }), onClose);
  return (
    <div className="sheet">
      <EnterForm onSave={save} onLeave={onClose} testid="area-form">
        <div className="form-row">
          <Field label={words("station.area_name")}>
            <Input autoFocus value={name} onChange={(e) => setName(e.target.value)} data-testid="area-name" />
          </Field>
          <Field label={words("building.kind")}>
            <Choice value={kind} options={codeOptions("area_kind")} onChange={setKind} testid="area-kind" />
          </Field>
        </div>
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="area-save">
            {words("form.save")}
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
