import { useWords } from "../words";

/** One line that says a draft came back, with a way to drop it. */
export function Restored({ on, onDrop }: { on: boolean; onDrop: () => void }) {
  const words = useWords();
  return on ? (
    <p className="restored" role="status" data-testid="draft-restored">
      {words("draft.restored")}{" "}
      <button type="button" className="link" onClick={onDrop} data-testid="draft-discard">
        {words("draft.discard")}
      </button>
    </p>
  ) : null;
}
