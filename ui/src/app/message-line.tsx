import { useEffect } from "react";
import { useAct, useLocal } from "../api";
import { useKeys } from "../components";
import { useWords } from "../words";

export const UNDO_MS = 10_000;

/** The one message at the foot: what was just done, with undo for ten seconds, or what could not be done. */
export function MessageLine() {
  const words = useWords();
  const [message, setMessage] = useLocal("message");
  const undo = useAct("undo");
  const at = message?.at;
  useEffect(() => {
    if (!at) return;
    const timer = setTimeout(() => setMessage(null), Math.max(0, at + UNDO_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [at]); // eslint-disable-line react-hooks/exhaustive-deps -- the setter is new on every render and means the same

  const back = () => {
    if (message?.undo && Date.now() - message.at < UNDO_MS) undo.mutate([message.undo]);
  };
  useKeys({ "ctrl+z": message?.undo ? back : undefined });
  if (!message) return null;
  return (
    <div className={`message${message.bad ? " message-bad" : ""}`} role="status" data-testid="message">
      <span>{message.text}</span>
      {message.undo ? (
        <button type="button" className="link" data-testid="undo" onClick={back}>
          {words("undo")} <kbd>Ctrl Z</kbd>
        </button>
      ) : null}
      <button type="button" className="link" aria-label={words("close")} data-testid="message-close" onClick={() => setMessage(null)}>
        ×
      </button>
    </div>
  );
}
