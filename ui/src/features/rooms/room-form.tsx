import { Button, Input } from "antd";
import { useAct, useDraft, type RoomForm as Fields } from "../../api";
import { Choice, EnterForm, Field, Restored, useForm } from "../../components";
import { codeOptions, useWords } from "../../words";

/** One door more: a room that the laid-out floors did not have. */
export function RoomForm({ building, onClose }: { building: string; onClose: (made: string | null) => void }) {
  const words = useWords();
  const form = useForm<Fields>({ building, unit: null, floor: null, label: "", room_use: "let_whole" });
  const f = form.fields;
  const create = useAct("roomCreate", true);
  const draft = useDraft(`room:${building}`, f, form.dirty, (x) => form.restore(x as Partial<Fields>));
  const leave = () => draft.drop(() => onClose(null));
  const save = () => {
    if (f.label.trim() === "" || create.isPending) return;
    create.mutate([f], { onSuccess: (done) => draft.drop(() => onClose(done.id)) });
  };
  return (
    <EnterForm onSave={save} onLeave={leave} testid="room-form">
      <h2>{words("room.add")}</h2>
      <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset())} />
      <Field label={words("room.label")} findings={create.error ? [{ level: "error", message: create.error.message }] : []}>
        <Input autoFocus value={f.label} onChange={(e) => form.set("label", e.target.value)} data-testid="room-label" />
      </Field>
      <div className="form-row">
        <Field label={words("room.unit")}>
          <Input value={f.unit ?? ""} onChange={(e) => form.set("unit", e.target.value || null)} data-testid="room-unit" />
        </Field>
        <Field label={words("room.floor")}>
          <Input value={f.floor ?? ""} onChange={(e) => form.set("floor", e.target.value || null)} data-testid="room-floor" />
        </Field>
        <Field label={words("room.use")}>
          <Choice value={f.room_use} options={codeOptions("room_use")} onChange={(v) => form.set("room_use", v)} testid="room-use" />
        </Field>
      </div>
      <div className="form-acts">
        <Button type="primary" onClick={save} data-testid="room-save">
          {words("form.save")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={leave}>
          {words("form.leave")} <kbd>Esc</kbd>
        </Button>
      </div>
    </EnterForm>
  );
}
