import { Input, Select } from "antd";
import { useEffect, useId, useState, type ReactNode } from "react";
import { parseDay, useWords } from "../words";

export type Sentence = { level: "error" | "warning" | "info"; message: string; field?: string };

type FieldProps = { label: string; children: ReactNode; findings?: Sentence[]; aside?: ReactNode; wide?: boolean; id?: string };

/** One field: label above, what follows from it beside, what is wrong with it as a sentence beneath. */
export function Field({ label, children, findings = [], aside, wide, id }: FieldProps) {
  return (
    <div className={`field${wide ? " field-wide" : ""}`} data-field={id ?? label}>
      <label className="field-label">{label}</label>
      <div className="field-line">
        <div className="field-control">{children}</div>
        {aside ? <div className="field-aside">{aside}</div> : null}
      </div>
      <Findings findings={findings} />
    </div>
  );
}

const SIGN = { error: "!", warning: "⚠", info: "·" } as const;

export function Findings({ findings }: { findings: Sentence[] }) {
  return (
    <>
      {findings.map((f) => (
        <div
          key={f.message}
          role={f.level === "error" ? "alert" : undefined}
          className={`finding finding-${f.level}`}
          data-testid="finding"
        >
          <span aria-hidden>{SIGN[f.level]}</span> {f.message}
        </div>
      ))}
    </>
  );
}

type DayProps = { value: string | null; onChange: (day: string | null) => void; testid?: string };

/** A date typed as people type it (1120, 11-20, 2026-11-20, 今天); it settles into yyyy-mm-dd on leaving the field. */
export function DayInput({ value, onChange, testid }: DayProps) {
  const words = useWords();
  const [text, setText] = useState(value ?? "");
  // What is being typed stays as it is while it means this day: "2026-11-2" is on its way to "2026-11-20".
  useEffect(() => setText((typed) => (value !== null && parseDay(typed) === value ? typed : (value ?? ""))), [value]);
  const settle = () => {
    const read = parseDay(text);
    if (read) setText(read);
    if (read !== value) onChange(text.trim() === "" ? null : (read ?? text));
  };
  return (
    <Input
      value={text}
      placeholder={words("form.day_hint")}
      onChange={(e) => {
        setText(e.target.value);
        const read = parseDay(e.target.value);
        if (read && e.target.value.length >= 8) onChange(read);
      }}
      onBlur={settle}
      data-testid={testid}
      className="tabular"
    />
  );
}

type ChoiceProps = {
  value: string | null;
  options: { value: string; label: string }[];
  onChange: (value: string | null) => void;
  clear?: boolean;
  small?: boolean;
  testid?: string;
  placeholder?: string;
  /** Called when the list opens, for one that may be out of date. */
  onOpen?: () => void;
};

/** A list of a few known values; typing finds one. */
export function Choice({ value, options, onChange, clear, small, testid, placeholder, onOpen }: ChoiceProps) {
  const id = useId();
  return (
    <Select
      id={id}
      value={value}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      size={small ? "small" : undefined}
      allowClear={clear}
      placeholder={placeholder}
      onChange={(v: string | undefined) => onChange(v ?? null)}
      onOpenChange={(open) => open && onOpen?.()}
      data-testid={testid}
      className="choice"
      popupMatchSelectWidth={false}
    />
  );
}
