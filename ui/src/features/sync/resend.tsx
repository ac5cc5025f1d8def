import { Button, Input } from "antd";
import { useState } from "react";
import { useAct, useRead, type ResendField, type ResendPage } from "../../api";
import { Answer, Choice, DayInput, EnterForm, Field, Refused } from "../../components";
import { useWords } from "../../words";
import { corrections, inputKey, type Typed } from "./lib";

/** Opens the values of an action for correcting, and sends the whole action again. */
export function Resend({ refused, onClose }: { refused: string; onClose: () => void }) {
  const page = useRead("refusedOpen", [refused]);
  return <Answer of={page}>{(p) => <Form page={p} onClose={onClose} />}</Answer>;
}

function Form({ page, onClose }: { page: ResendPage; onClose: () => void }) {
  const words = useWords();
  const [typed, setTyped] = useState<Typed>({});
  const resend = useAct("refusedResend", true);
  const save = () => {
    if (!resend.isPending) resend.mutate([{ refused: page.refused, corrections: corrections(page, typed) }], { onSuccess: onClose });
  };
  return (
    <EnterForm onSave={save} onLeave={onClose} testid="resend-form">
      {page.records.map((record) => (
        <div key={record.refused}>
          <h4>{record.title}</h4>
          <div className="resend-fields">
            {record.fields.map((field) => {
              const key = inputKey(record.refused, field.path);
              return (
                <Field key={key} label={field.label} wide={field.input === "long"}>
                  <Value field={field} value={typed[key] ?? field.value} onChange={(value) => setTyped({ ...typed, [key]: value })} />
                </Field>
              );
            })}
          </div>
        </div>
      ))}
      <Refused error={resend.error} />
      <div className="form-acts">
        <Button size="small" disabled={resend.isPending} onClick={save} data-testid="resend-save">
          {words("refused.resend")} <kbd>Ctrl S</kbd>
        </Button>
        <Button size="small" onClick={onClose}>
          {words("form.leave")} <kbd>Esc</kbd>
        </Button>
      </div>
    </EnterForm>
  );
}

function Value({ field, value, onChange }: { field: ResendField; value: string; onChange: (value: string) => void }) {
  const testid = `resend-${field.path}`;
  if (field.input === "fixed") return <span className="quiet">{field.shown}</span>;
  if (field.input === "date") return <DayInput value={value || null} onChange={(day) => onChange(day ?? "")} testid={testid} />;
  if (field.input === "code") {
    return <Choice clear value={value || null} options={field.options} onChange={(code) => onChange(code ?? "")} testid={testid} />;
  }
  if (field.input === "long") {
    return <Input.TextArea rows={3} value={value} onChange={(e) => onChange(e.target.value)} data-testid={testid} />;
  }
  // A masked number is shown as a hint: what is not typed stays as it was sent.
  const hint = field.value === "" && field.shown.includes("*") ? field.shown : undefined;
  return <Input value={value} placeholder={hint} onChange={(e) => onChange(e.target.value)} data-testid={testid} />;
}
