import { useState } from "react";
import { useWords } from "../words";

/** A link that asks once more in place, for what cannot be undone. */
export function Sure({ label, question, onSure, testid }: { label: string; question: string; onSure: () => void; testid: string }) {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="link" data-testid={testid} onClick={() => setAsking(true)}>
        {label}
      </button>
    );
  }
  return (
    <span className="sure">
      {question}{" "}
      <button type="button" className="link tone-late" data-testid={`${testid}-sure`} onClick={onSure}>
        {label}
      </button>{" "}
      <button type="button" className="link" onClick={() => setAsking(false)}>
        {words("form.leave")}
      </button>
    </span>
  );
}
