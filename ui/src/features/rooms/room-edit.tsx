import { Button, Select } from "antd";
import { useState } from "react";
import { useAct, useRead, type RoomPage } from "../../api";
import { Choice, EnterForm, Field, useForm, useLater } from "../../components";
import { codeOptions, useWords } from "../../words";

/** What may be corrected about a room: how it is let, and whom to ask. Only what was touched is sent. */
export function RoomEdit({ page, onClose }: { page: RoomPage; onClose: () => void }) {
  const words = useWords();
  const form = useForm({ use: page.room_use, landlord: page.landlord?.contact_id ?? null });
  const [typed, setTyped] = useState("");
  const asked = useLater(typed.trim(), 80);
  const found =
    useRead("contactsList", [{ area: page.area_id, role: null, text: asked || null, offset: 0, limit: 20 }], true).data?.rows ?? [];
  const put = useAct("recordPut", true);
  const known =
    page.landlord && !found.some((c) => c.id === page.landlord!.contact_id)
      ? [{ value: page.landlord.contact_id, label: page.landlord.name }]
      : [];
  const save = () => {
    const fields: Record<string, string | null> = {};
    if (form.touched.use) fields.use = form.fields.use;
    if (form.touched.landlord) fields.landlord = form.fields.landlord;
    if (Object.keys(fields).length === 0) return onClose();
    put.mutate([{ kind: "rooms", id: page.id, base: page.base, fields }], { onSuccess: onClose });
  };
  return (
    <div className="sheet">
      <EnterForm onSave={save} onLeave={onClose} testid="room-edit-form">
        <div className="form-row">
          <Field label={words("room.use")} findings={put.error ? [{ level: "error", message: put.error.message }] : []}>
            <Choice value={form.fields.use} options={codeOptions("room_use")} onChange={(v) => form.set("use", v)} testid="edit-use" />
          </Field>
          <Field label={words("room.landlord")}>
            <Select
              className="choice"
              showSearch={{ filterOption: false, onSearch: setTyped }}
              allowClear
              placeholder={words("room.landlord_hint")}
              value={form.fields.landlord ?? undefined}
              options={[...known, ...found.map((c) => ({ value: c.id, label: `${c.name} ${c.phone}` }))]}
              onChange={(v?: string) => form.set("landlord", v ?? null)}
              data-testid="edit-landlord"
            />
          </Field>
        </div>
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="room-edit-save">
            {words("form.save")}
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
