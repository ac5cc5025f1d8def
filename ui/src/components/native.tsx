import { useId, useState, type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactNode } from "react";
import { useWords } from "../words";

// What the doors are made of: they are on the glass before Ant Design is read, and look like it.

type Press = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> & { kind?: "primary" | "link" };

export function Press({ kind, ...rest }: Press) {
  return <button type="button" className={kind ? `press press-${kind}` : "press"} {...rest} />;
}

type Box = Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "type"> & {
  value: string;
  onType: (text: string) => void;
  "data-testid"?: string;
};

export function TextBox({ onType, ...rest }: Box) {
  return <input type="text" className="box" autoComplete="off" spellCheck={false} onChange={(e) => onType(e.target.value)} {...rest} />;
}

/** Where a secret is typed. The eye shows what was typed, for who is alone; it is not in the way of the keys. */
export function SecretBox({ onType, eye = true, ...rest }: Box & { eye?: boolean }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  return (
    <span className="box-with-eye">
      <input
        type={open ? "text" : "password"}
        className="box"
        autoComplete="off"
        spellCheck={false}
        onChange={(e) => onType(e.target.value)}
        {...rest}
      />
      {eye ? (
        <button
          type="button"
          className="box-eye"
          tabIndex={-1}
          aria-label={words(open ? "secret.hide" : "secret.show")}
          title={words(open ? "secret.hide" : "secret.show")}
          onClick={() => setOpen(!open)}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.2">
            <path d="M1 8c2-3.3 4.3-5 7-5s5 1.7 7 5c-2 3.3-4.3 5-7 5S3 11.3 1 8z" />
            <circle cx="8" cy="8" r="2.2" />
            {open ? null : <path d="M2.5 14 13.5 2" />}
          </svg>
        </button>
      ) : null}
    </span>
  );
}

type One = { value: string; label: ReactNode; autoFocus?: boolean; testid?: string };
type OneOf = { value: string | null; options: One[]; onChoose: (value: string) => void; testid?: string };

/** One of a few; the arrow keys go from one to the next. */
export function OneOf({ value, options, onChoose, testid }: OneOf) {
  const name = useId();
  return (
    <div role="radiogroup" className="one-of" data-testid={testid}>
      {options.map((one) => (
        <label key={one.value}>
          <input
            type="radio"
            name={name}
            checked={one.value === value}
            autoFocus={one.autoFocus}
            onChange={() => onChoose(one.value)}
            data-testid={one.testid}
          />
          <span>{one.label}</span>
        </label>
      ))}
    </div>
  );
}
