import type { ReactNode } from "react";

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
