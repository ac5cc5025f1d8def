import { Button, Input } from "antd";
import { useLocation } from "wouter";
import { useAct, useDraft, useRead, type PersonPage, type RecordView } from "../../api";
import { Answer, EnterForm, Field, Page, Restored, useForm } from "../../components";
import { useWords, type Key } from "../../words";
import { personFields, touchedFields, type PersonFields } from "./lib";
import { OpenPerson } from "./open-person";

export function PersonEdit({ id }: { id: string }) {
  return <OpenPerson id={id}>{(p) => <Opened person={p} />}</OpenPerson>;
}

/** The record is read once the person is open. */
function Opened({ person }: { person: PersonPage }) {
  const record = useRead("recordGet", ["people", person.id]);
  return <Answer of={record}>{(r) => <Edit record={r} person={person} />}</Answer>;
}

const FIELDS: { name: keyof PersonFields; label: Key }[] = [
  { name: "name", label: "register.name" },
  { name: "name_latin", label: "register.name_latin" },
  { name: "phone", label: "register.phone" },
  { name: "phone2", label: "person.phone2" },
  { name: "household_name", label: "register.household" },
  { name: "nationality", label: "register.nationality" },
];

/** Corrections: only touched fields are sent. A masked number stays as it is unless a new one is typed. */
function Edit({ record, person }: { record: RecordView; person: PersonPage }) {
  const words = useWords();
  const [, go] = useLocation();
  const form = useForm<PersonFields>(personFields(record.fields));
  const put = useAct("recordPut", true);
  const draft = useDraft(`people:${record.id}`, form.fields, form.dirty, (x) => form.restore(x as Partial<PersonFields>), record.base);
  const back = () => go(`/people/${record.id}`);
  const leave = () => draft.drop(back);
  const save = () => {
    const fields = touchedFields(form.fields, form.touched);
    if (Object.keys(fields).length === 0) return leave();
    if (form.fields.name.trim() === "") return;
    put.mutate([{ kind: "people", id: record.id, base: record.base, fields }], { onSuccess: leave });
  };
  const shown = FIELDS.filter(
    (f) => !(f.name === "name_latin" || f.name === "nationality") || form.fields[f.name] || person.document_type === "passport",
  );
  return (
    <Page title={words("person.edit", { name: person.name })} testid="person-edit-page">
      <EnterForm onSave={save} onLeave={leave} testid="person-form">
        <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset(personFields(record.fields)))} />
        {shown.map((f, i) => (
          <Field
            key={f.name}
            label={words(f.label)}
            wide={f.name === "household_name"}
            findings={f.name === "name" && form.fields.name.trim() === "" ? [{ level: "error", message: words("form.name_missing") }] : []}
          >
            <Input
              autoFocus={i === 0}
              value={form.fields[f.name]}
              placeholder={f.name === "phone" || f.name === "phone2" ? person[f.name] || undefined : undefined}
              onChange={(e) => form.set(f.name, e.target.value)}
              data-testid={`edit-${f.name}`}
            />
          </Field>
        ))}
        {put.error ? (
          <p role="alert" className="finding finding-error">
            ! {put.error.message}
          </p>
        ) : null}
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="edit-save">
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
