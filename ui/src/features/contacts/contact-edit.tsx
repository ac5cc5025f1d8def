import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useDraft, useLocal, useMe, useRead, type RecordView } from "../../api";
import { Answer, Choice, EnterForm, Field, Page, Restored, useForm } from "../../components";
import { codeOptions, useWords } from "../../words";
import { RecordPick } from "../people/person-pick";
import { Reveal } from "../people/reveal";
import { contactFields, contactSent, emptyContact, type ContactFields } from "./lib";

export function ContactEdit({ id }: { id: string | null }) {
  const record = useRead("recordGet", id ? ["contacts", id] : null);
  return id ? <Answer of={record}>{(r) => <Edit record={r} />}</Answer> : <Edit record={null} />;
}

function Edit({ record }: { record: RecordView | null }) {
  const words = useWords();
  const me = useMe();
  const [, go] = useLocation();
  const [chosen] = useLocal("area");
  const [area, setArea] = useState(chosen ?? me?.areas[0]?.id ?? null);
  const start = record ? contactFields(record.fields) : emptyContact;
  const form = useForm<ContactFields>(start);
  const f = form.fields;
  const [names, setNames] = useState<{ person: string; room: string }>({ person: "", room: "" });
  const put = useAct("recordPut", true);
  const draft = useDraft(
    `contacts:${record?.id ?? "new"}`,
    f,
    form.dirty,
    (x) => form.restore(x as Partial<ContactFields>),
    record?.base ?? null,
  );
  const leave = () => draft.drop(() => go("/people/contacts"));
  const save = () => {
    if (f.name.trim() === "" || put.isPending) return;
    const fields = contactSent(f, form.touched, record?.fields ?? null, area);
    if (Object.keys(fields).length === 0) return leave();
    put.mutate([{ kind: "contacts", id: record?.id ?? null, base: record?.base ?? null, fields }], { onSuccess: leave });
  };
  const masked = typeof record?.fields.phone === "string" ? record.fields.phone : "";
  const linked = (field: "person" | "room") => {
    const label = record?.fields[`${field}_name`];
    return f[field] ? { id: f[field], name: names[field] || (typeof label === "string" ? label : words("contacts.linked")) } : null;
  };
  return (
    <Page title={record ? start.name : words("contacts.add")} testid="contact-page">
      <EnterForm onSave={save} onLeave={leave} testid="contact-form">
        <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset(start))} />
        <div className="form-row">
          <Field label={words("person.name")} findings={put.error ? [{ level: "error", message: put.error.message }] : []}>
            <Input autoFocus value={f.name} onChange={(e) => form.set("name", e.target.value)} data-testid="contact-name" />
          </Field>
          <Field label={words("contacts.role")}>
            <Choice value={f.role} options={codeOptions("contact_role")} onChange={(v) => form.set("role", v)} testid="contact-role" />
          </Field>
          {!record && (me?.areas.length ?? 0) > 1 ? (
            <Field label={words("area.area")}>
              <Choice
                value={area}
                options={(me?.areas ?? []).map((a) => ({ value: a.id, label: a.name }))}
                onChange={setArea}
                testid="contact-area"
              />
            </Field>
          ) : null}
        </div>
        <Field
          label={words("person.phone")}
          aside={record && masked ? <Reveal kind="contacts" id={record.id} field="phone" value={masked} /> : null}
        >
          <Input
            className="tabular"
            value={f.phone}
            placeholder={masked ? words("contacts.phone_new") : undefined}
            onChange={(e) => form.set("phone", e.target.value)}
            data-testid="contact-phone"
          />
        </Field>
        <div className="form-row">
          <Field label={words("contacts.person")}>
            <RecordPick
              value={linked("person")}
              onChange={(v) => {
                form.set("person", v?.id ?? null);
                setNames((n) => ({ ...n, person: v?.name ?? "" }));
              }}
              testid="contact-person"
            />
          </Field>
          <Field label={words("contacts.room")}>
            <RecordPick
              kind="rooms"
              placeholder={words("pick.room")}
              value={linked("room")}
              onChange={(v) => {
                form.set("room", v?.id ?? null);
                setNames((n) => ({ ...n, room: v?.name ?? "" }));
              }}
              testid="contact-room"
            />
          </Field>
        </div>
        <div className="form-row">
          <Field label={words("contacts.remark")}>
            <Input value={f.remark} onChange={(e) => form.set("remark", e.target.value)} data-testid="contact-remark" />
          </Field>
          <Field label={words("contacts.group")}>
            <Input value={f.group} onChange={(e) => form.set("group", e.target.value)} data-testid="contact-group" />
          </Field>
          <Field label={words("contacts.source")}>
            <Choice
              value={f.source}
              options={codeOptions("contact_source")}
              onChange={(v) => form.set("source", v)}
              testid="contact-source"
            />
          </Field>
        </div>
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="contact-save">
            {words("form.save")} <kbd>Enter</kbd>
          </Button>
          <Button onClick={leave}>
            {words("form.leave")} <kbd>Esc</kbd>
          </Button>
        </div>
      </EnterForm>
    </Page>
  );
}
