import type { ReactNode } from "react";
import { useWords } from "../words";
import { Press } from "./native";

/** Shown only when an answer takes longer than 100 ms (the delay is in the style sheet). */
export function Loading() {
  return (
    <div className="loading" aria-busy data-testid="loading">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

/** Says what the screen is for and what the first step is. */
export function Empty({ text, act, onAct, testid }: { text: string; act?: string; onAct?: () => void; testid?: string }) {
  return (
    <div className="state" data-testid={testid ?? "empty"}>
      <p>{text}</p>
      {act ? <Press onClick={onAct}>{act}</Press> : null}
    </div>
  );
}

export function Trouble({ error, onAgain }: { error: { message: string }; onAgain?: () => void }) {
  const words = useWords();
  return (
    <div className="state state-bad" role="alert" data-testid="trouble">
      <p>{error.message}</p>
      {onAgain ? <Press onClick={onAgain}>{words("state.again")}</Press> : null}
    </div>
  );
}

export function NoRight() {
  const words = useWords();
  return (
    <div className="state" data-testid="no-right">
      <p>{words("state.no_right")}</p>
    </div>
  );
}

type Asked<T> = { data: T | undefined; error: { code: string; message: string } | null; refetch: () => unknown };

/** An answer in one of its states: not there yet, refused, failed, or shown. */
export function Answer<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error?.code === "not_allowed") return <NoRight />;
  if (of.error) return <Trouble error={of.error} onAgain={() => void of.refetch()} />;
  return <Loading />;
}

export function Pending({ on }: { on: boolean }) {
  const words = useWords();
  return on ? (
    <span className="pending" title={words("state.pending")} aria-label={words("state.pending")}>
      ↑
    </span>
  ) : null;
}
