import { Button, Input, InputNumber } from "antd";
import { useLocation } from "wouter";
import { useAct, useDraft, type BuildingForm as Fields } from "../../api";
import { Choice, EnterForm, Field, Restored, useForm } from "../../components";
import { codeOptions, useWords } from "../../words";

/** A building with its rooms laid out by floors; the rooms are named as doors usually are (floor, then number). */
export function BuildingForm({ area, onClose }: { area: string; onClose: () => void }) {
  const words = useWords();
  const [, go] = useLocation();
  const start: Fields = { area, street: null, zone: null, number: "", kind: "dwelling", floors: 6, rooms_per_floor: 4, units: 1 };
  const form = useForm<Fields>(start);
  const f = form.fields;
  const create = useAct("buildingCreate", true);
  const draft = useDraft(`building:${area}`, f, form.dirty, (x) => form.restore(x as Partial<Fields>));
  const close = () => draft.drop(onClose);
  const save = () => {
    if (f.number.trim() === "" || create.isPending) return;
    create.mutate([f], { onSuccess: (done) => draft.drop(() => (done.id ? go(`/rooms/${done.id}`) : onClose())) });
  };
  const text = (name: "street" | "zone", label: string) => (
    <Field label={label}>
      <Input value={f[name] ?? ""} onChange={(e) => form.set(name, e.target.value || null)} data-testid={`building-${name}`} />
    </Field>
  );
  const count = (name: "floors" | "rooms_per_floor" | "units", label: string, max: number) => (
    <Field label={label}>
      <InputNumber min={1} max={max} value={f[name]} onChange={(v) => form.set(name, v ?? 1)} data-testid={`building-${name}`} />
    </Field>
  );
  return (
    <div className="sheet">
      <EnterForm onSave={save} onLeave={close} testid="building-form">
        <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset())} />
        <div className="form-row">
          {text("street", words("building.street"))}
          {text("zone", words("building.zone"))}
          <Field label={words("building.number")} findings={create.error ? [{ level: "error", message: create.error.message }] : []}>
            <Input
              autoFocus
              value={f.number}
              placeholder={words("building.number_hint")}
              onChange={(e) => form.set("number", e.target.value)}
              data-testid="building-number"
            />
          </Field>
          <Field label={words("building.kind")}>
            <Choice value={f.kind} options={codeOptions("building_kind")} onChange={(v) => form.set("kind", v)} testid="building-kind" />
          </Field>
          {count("floors", words("building.floors"), 60)}
          {count("rooms_per_floor", words("building.rooms_per_floor"), 60)}
          {count("units", words("building.units"), 20)}
        </div>
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="building-save">
            {words("building.save", { rooms: f.floors * f.rooms_per_floor * f.units })}
          </Button>
          <Button onClick={close}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
