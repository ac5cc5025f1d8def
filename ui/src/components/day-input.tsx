import { Input } from "antd";
import { useEffect, useState } from "react";
import { parseDay, useWords } from "../words";

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
