import { Button, Input } from "antd";
import { useState } from "react";
import { useMay, type AreaRow, type StationPage } from "../../api";
import { Choice, EnterForm, Field } from "../../components";
import { codeLabel, codeOptions, useWords } from "../../words";
import { stationAct } from "./lib";
import { useStationAct } from "./use-station-act";

export function Areas({ station }: { station: StationPage }) {
  const words = useWords();
  const may = useMay();
  const [open, setOpen] = useState<AreaRow | "new" | null>(null);
  return (
    <section>
      <h3>
        {words("station.areas")}{" "}
        {may("manage_station") ? (
          <button type="button" className="link" data-testid="area-add" onClick={() => setOpen("new")}>
            + {words("station.area_add")}
          </button>
        ) : null}
      </h3>
      {open ? <AreaForm key={open === "new" ? "" : open.id} area={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
      <table className="plain">
        <thead>
          <tr>
            <th>{words("area.area")}</th>
            <th>{words("building.kind")}</th>
            <th>{words("station.area_code")}</th>
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
              <td className="tabular">
                {a.code || <span className="finding finding-warning">{words("station.area_code_missing")}</span>}{" "}
                {may("manage_station") ? (
                  <button type="button" className="link" data-testid={`area-change-${a.name}`} onClick={() => setOpen(a)}>
                    {words("station.area_change")}
                  </button>
                ) : null}
              </td>
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

function AreaForm({ area, onClose }: { area: AreaRow | null; onClose: () => void }) {
  const words = useWords();
  const act = useStationAct();
  const [name, setName] = useState(area?.name ?? "");
  const [kind, setKind] = useState<string | null>(area?.kind || "village");
  const [code, setCode] = useState(area?.code ?? "");
  const said = { name: name.trim(), kind, code: code.trim() || null };
  const what = area ? stationAct("change_area", { area: area.id, ...said }) : stationAct("add_area", said);
  const save = () => said.name && act(what, onClose);
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
          <Field label={words("station.area_code")} aside={words("station.area_code_hint")}>
            <Input value={code} maxLength={12} onChange={(e) => setCode(e.target.value)} data-testid="area-code" />
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
