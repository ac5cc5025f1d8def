import { Button, Input } from "antd";
import { useLocation } from "wouter";
import { useAct, useDraft, useMay, useRead, type ConsultationRow, type RecordView } from "../../api";
import { Answer, Choice, EnterForm, Field, Restored, Time, useForm } from "../../components";
import { codeOptions, useWords } from "../../words";
import { useOpenPerson } from "../people/use-person";

export function ConsultationDetail({ id, row }: { id: string; row: ConsultationRow | null }) {
  const record = useRead("recordGet", ["consultations", id]);
  return <aside className="detail">{<Answer of={record}>{(r) => <Detail key={r.base.seq} record={r} row={row} />}</Answer>}</aside>;
}

const text = (v: unknown) => (typeof v === "string" ? v : "");

function Detail({ record, row }: { record: RecordView; row: ConsultationRow | null }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const open = useOpenPerson();
  const start = {
    kind: text(record.fields.kind),
    text: text(record.fields.text),
    answer: text(record.fields.answer),
    status: text(record.fields.status) || "open",
  };
  const form = useForm(start);
  const f = form.fields;
  const put = useAct("recordPut", true);
  const draft = useDraft(`consultations:${record.id}`, f, form.dirty, (x) => form.restore(x as Partial<typeof start>), record.base);
  const leave = () => draft.drop(() => go("/consultations"));
  const save = () => {
    const fields = Object.fromEntries(Object.entries(f).filter(([name]) => form.touched[name as keyof typeof f]));
    // Writing an answer answers the question, unless another state was chosen.
    if (form.touched.answer && f.answer.trim() && !form.touched.status && f.status === "open") fields.status = "answered";
    if (Object.keys(fields).length === 0 || f.text.trim() === "") return;
    put.mutate([{ kind: "consultations", id: record.id, base: record.base, fields }], { onSuccess: () => draft.drop() });
  };
  return (
    <EnterForm onSave={save} onLeave={leave} testid="consultation-form">
      <p className="quiet">
        {row ? (
          <>
            <Time of={row.at} /> {row.by} {row.area}{" "}
            {row.person_id ? (
              <button type="button" className="link" onClick={() => open(row.person_id!, { kind: "consultations", id: row.id })}>
                {row.who}
              </button>
            ) : (
              row.who
            )}
          </>
        ) : null}
      </p>
      <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset())} />
      <Field label={words("consult.kind")}>
        <Choice
          value={f.kind}
          options={codeOptions("consultation_kind")}
          onChange={(v) => form.set("kind", v ?? f.kind)}
          testid="consultation-kind"
        />
      </Field>
      <Field label={words("consult.text")} wide>
        <Input.TextArea rows={6} value={f.text} onChange={(e) => form.set("text", e.target.value)} data-testid="consultation-text" />
      </Field>
      <Field label={words("consult.answer")} wide>
        <Input.TextArea rows={6} value={f.answer} onChange={(e) => form.set("answer", e.target.value)} data-testid="consultation-answer" />
      </Field>
      <Field label={words("list.status")} findings={put.error ? [{ level: "error", message: put.error.message }] : []}>
        <Choice
          value={f.status}
          options={codeOptions("consultation_status")}
          onChange={(v) => form.set("status", v ?? "open")}
          testid="consultation-status"
        />
      </Field>
      <div className="form-acts">
        {may("consult") ? (
          <Button type="primary" onClick={save} disabled={!form.dirty} data-testid="consultation-save">
            {words("form.save")} <kbd>Ctrl S</kbd>
          </Button>
        ) : null}
        <Button onClick={leave}>
          {words("close")} <kbd>Esc</kbd>
        </Button>
      </div>
    </EnterForm>
  );
}
