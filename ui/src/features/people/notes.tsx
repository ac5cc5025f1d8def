import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, useMay, type NoteForm, type PersonNote, type PersonPage as Person } from "../../api";
import { Choice, EnterForm, Field, Pending, Sure } from "../../components";
import { codeLabel, codeOptions, day, time, useWords } from "../../words";

/** What is noted about a person: each note says what kind it is and who answers for it. */
export function Notes({ person: p }: { person: Person }) {
  const words = useWords();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <section className="notes" data-testid="notes">
      <h3>
        {words("notes.title")}{" "}
        {may("note") && !p.minor ? (
          <button type="button" className="link small" onClick={() => setAdding(true)} data-testid="note-add">
            + {words("notes.add")}
          </button>
        ) : null}
      </h3>
      {adding ? <Add person={p.id} onClose={() => setAdding(false)} /> : null}
      {p.notes.length === 0 && !adding ? <p className="quiet">{words("notes.none")}</p> : null}
      <ul className="lines">
        {p.notes.map((note) => (
          <Note key={note.id} note={note} />
        ))}
      </ul>
    </section>
  );
}

function Note({ note: n }: { note: PersonNote }) {
  const words = useWords();
  const renew = useAct("noteRenew");
  const remove = useAct("noteRemove");
  const by = { by: n.by ?? "", at: time(n.at) };
  return (
    <li data-testid={`note-${n.type}`}>
      <b>{codeLabel("note_type", n.type)}</b> {n.said_by ? `${words("notes.said", { name: n.said_by })} ` : ""}
      {n.text} <Pending on={n.pending} />
      <br />
      <span className="quiet">{n.review_on ? words("notes.until", { ...by, date: day(n.review_on) }) : words("notes.by", by)}</span>{" "}
      {n.renewable ? (
        <button type="button" className="link" onClick={() => renew.mutate([n.id])} data-testid="note-renew">
          {words("notes.renew")}
        </button>
      ) : null}{" "}
      {n.removable ? (
        <Sure
          label={words("notes.remove")}
          question={words("notes.remove_sure")}
          onSure={() => remove.mutate([n.id])}
          testid={`note-remove-${n.type}`}
        />
      ) : null}
    </li>
  );
}

function Add({ person, onClose }: { person: string; onClose: () => void }) {
  const words = useWords();
  const may = useMay();
  const [form, setForm] = useState<NoteForm>({ person, type: "fact", text: "", said_by: null });
  const write = useAct("noteWrite", true);
  const statement = form.type === "statement";
  const options = codeOptions("note_type").filter((o) => o.value !== "assessment" || may("assess"));
  const save = () => {
    if (form.text.trim() === "" || write.isPending) return;
    write.mutate([{ ...form, said_by: statement ? form.said_by : null }], { onSuccess: onClose });
  };
  return (
    <div className="sheet">
      <EnterForm onSave={save} onLeave={onClose} testid="note-form">
        <p className="quiet small">{words("notes.hint")}</p>
        <Field label={words("notes.type")}>
          <Choice value={form.type} options={options} onChange={(type) => setForm({ ...form, type: type ?? "fact" })} testid="note-type" />
        </Field>
        {statement ? (
          <Field label={words("notes.said_by")}>
            <Input
              value={form.said_by ?? ""}
              maxLength={100}
              onChange={(e) => setForm({ ...form, said_by: e.target.value })}
              data-testid="note-said-by"
            />
          </Field>
        ) : null}
        <Field label={words("notes.text")} wide findings={write.error ? [{ level: "error", message: write.error.message }] : []}>
          <Input
            autoFocus
            value={form.text}
            maxLength={500}
            onChange={(e) => setForm({ ...form, text: e.target.value })}
            data-testid="note-text"
          />
        </Field>
        <div className="form-acts">
          <Button type="primary" onClick={save} disabled={form.text.trim() === "" || write.isPending} data-testid="note-save">
            {words("notes.save")} <kbd>Ctrl S</kbd>
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
