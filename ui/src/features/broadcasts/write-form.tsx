import { Button, Checkbox, Input, Select } from "antd";
import { useMemo } from "react";
import { useLocation } from "wouter";
import { useAct, useDraft, useMe, useRead, type BroadcastForm as Fields, type RecordView } from "../../api";
import { Answer, Choice, DayInput, EnterForm, Field, Findings, Refused, Restored, useForm, useLater } from "../../components";
import { addDays, codeOptions, today, useWords } from "../../words";
import { Phone } from "./broadcast-sheet";

export function WriteForm({ id }: { id: string | null }) {
  const record = useRead("recordGet", id ? ["broadcasts", id] : null);
  return id ? <Answer of={record}>{(r) => <Write record={r} />}</Answer> : <Write record={null} />;
}

const text = (v: unknown) => (typeof v === "string" ? v : "");

function startOf(record: RecordView | null): Fields {
  const s = record?.fields ?? {};
  return {
    id: record?.id ?? null,
    base: record?.base ?? null,
    title: text(s.title),
    text: text(s.text),
    type: text(s.type) || "BRUSHING",
    urgent: s.urgent === true,
    areas: Array.isArray(s.areas) ? s.areas.map(String) : [],
    expires_on: text(s.expires_on) || addDays(today(), 14),
    submit: false,
  };
}

/** Writing a warning: left the words, right how it will look; what the wording desk finds stands under its field. */
function Write({ record }: { record: RecordView | null }) {
  const words = useWords();
  const me = useMe();
  const [, go] = useLocation();
  const start = useMemo(() => startOf(record), [record]);
  const form = useForm<Fields>(start);
  const f = form.fields;
  const [title, body] = [useLater(f.title, 150), useLater(f.text, 150)];
  const found = useRead("broadcastCheck", title || body ? [title, body] : null, true).data ?? [];
  const write = useAct("broadcastWrite", true);
  const draft = useDraft(
    `broadcast:${record?.id ?? "new"}`,
    f,
    form.dirty,
    (x) => form.restore(x as Partial<Fields>),
    record?.base ?? null,
  );
  const leave = () => draft.drop(() => go(record ? `/broadcasts/${record.id}` : "/broadcasts"));
  const save = (submit: boolean) => {
    if (f.title.trim() === "" || f.text.trim() === "" || write.isPending) return;
    write.mutate([{ ...f, title: f.title.trim(), text: f.text.trim(), submit }], {
      onSuccess: (done) => draft.drop(() => go(done.id ? `/broadcasts/${done.id}` : "/broadcasts")),
    });
  };
  const say = (field: string) => found.filter((x) => x.field === field);
  return (
    <div className="broadcast broadcast-write">
      <EnterForm onSave={() => save(false)} onSaveNext={() => save(true)} onLeave={leave} testid="broadcast-form">
        <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset(start))} />
        <Field wide label={words("broadcasts.title")} findings={say("title")}>
          <Input
            autoFocus
            maxLength={60}
            value={f.title}
            onChange={(e) => form.set("title", e.target.value)}
            data-testid="broadcast-title"
          />
        </Field>
        <Field wide label={words("broadcasts.text")} findings={say("text")}>
          <Input.TextArea
            rows={9}
            maxLength={600}
            value={f.text}
            onChange={(e) => form.set("text", e.target.value)}
            data-testid="broadcast-text"
          />
        </Field>
        <Findings findings={found.filter((x) => x.field !== "title" && x.field !== "text")} />
        <div className="form-row">
          <Field label={words("broadcasts.type")}>
            <Choice value={f.type} options={codeOptions("fraud_type")} onChange={(v) => form.set("type", v)} testid="broadcast-type" />
          </Field>
          <Field label={words("broadcasts.expires_on")}>
            <DayInput value={f.expires_on} onChange={(v) => form.set("expires_on", v)} testid="broadcast-expires" />
          </Field>
          <Field label={words("broadcasts.areas")}>
            <Select
              mode="multiple"
              className="choice"
              value={f.areas}
              placeholder={words("broadcasts.areas_all")}
              options={(me?.areas ?? []).map((a) => ({ value: a.id, label: a.name }))}
              onChange={(v: string[]) => form.set("areas", v)}
              data-testid="broadcast-areas"
            />
          </Field>
        </div>
        <Checkbox checked={f.urgent} onChange={(e) => form.set("urgent", e.target.checked)} data-testid="broadcast-urgent">
          {words("broadcasts.urgent_why")}
        </Checkbox>
        <Refused error={write.error} />
        <div className="form-acts">
          <Button type="primary" onClick={() => save(true)} data-testid="broadcast-submit">
            {words("broadcasts.submit")} <kbd>Ctrl Enter</kbd>
          </Button>
          <Button onClick={() => save(false)} data-testid="broadcast-save">
            {words("broadcasts.keep")} <kbd>Ctrl S</kbd>
          </Button>
          <Button onClick={leave}>
            {words("form.leave")} <kbd>Esc</kbd>
          </Button>
        </div>
      </EnterForm>
      <Phone title={f.title} text={f.text} />
    </div>
  );
}
