import type { ReactNode } from "react";
import { day, dayFull, time, timeFull } from "../words";

type Props = { title: ReactNode; aside?: ReactNode; tools?: ReactNode; children: ReactNode; fixed?: boolean; testid?: string };

/** A screen: one line with the title and its tools, beneath it one matter. `fixed` screens scroll inside their own parts. */
export function Page({ title, aside, tools, children, fixed, testid }: Props) {
  return (
    <section className={`page${fixed ? " page-fixed" : ""}`} data-testid={testid}>
      <header className="page-head">
        <h1>{title}</h1>
        {aside ? <div className="page-aside">{aside}</div> : null}
        <div className="page-tools">{tools}</div>
      </header>
      <div className="page-body">{children}</div>
    </section>
  );
}

export function Day({ of }: { of: string | null | undefined }) {
  return of ? (
    <time dateTime={of} title={dayFull(of)} className="tabular nowrap">
      {day(of)}
    </time>
  ) : null;
}
/** A sentence that names a day, with the full date on hover. */
export function Said({ day: of, children }: { day: string; children: string }) {
  return (
    <span title={dayFull(of)} className="nowrap">
      {children}
    </span>
  );
}
export function Time({ of }: { of: number | null | undefined }) {
  return of != null ? (
    <time title={timeFull(of)} className="tabular nowrap">
      {time(of)}
    </time>
  ) : null;
}

/** A key as it is printed on the keyboard. */
export function Keycap({ children }: { children: ReactNode }) {
  return <kbd>{children}</kbd>;
}

export type Tone = "done" | "due" | "late" | "note" | "info" | "quiet";
export function Sign({ tone, sign, children }: { tone: Tone; sign: string; children?: ReactNode }) {
  return (
    <span className={`sign tone-${tone}`}>
      <b aria-hidden>{sign}</b>
      {children ? <span>{children}</span> : null}
    </span>
  );
}

export function Tabs<T extends string>({
  value,
  all,
  onChange,
}: {
  value: T;
  all: { value: T; label: string; count?: number }[];
  onChange: (v: T) => void;
}) {
  return (
    <div className="tabs" role="tablist">
      {all.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          data-testid={`tab-${tab.value}`}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.count ? <span className="count">{tab.count}</span> : null}
        </button>
      ))}
    </div>
  );
}
