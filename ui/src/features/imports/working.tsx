import { Button } from "antd";
import { useAct, useImportProgress } from "../../api";
import { useKeys } from "../../components";
import { useWords } from "../../words";

/** How far reading or taking in is, and the way out; nothing stays of what is called off. */
export function Working({ taking }: { taking: boolean }) {
  const words = useWords();
  const far = useImportProgress();
  const cancel = useAct("importCancel", true);
  useKeys({ escape: () => cancel.mutate([]) });
  const n = (count: number) => count.toLocaleString("en-US");
  return (
    <section className="sheet" data-testid="import-working" aria-live="polite">
      <p>
        {words(taking ? "import.taking" : "import.reading")}{" "}
        {far ? <span className="tabular">{words("import.progress", { done: n(far.done), all: n(far.all) })}</span> : null}
      </p>
      <div className="choices">
        <progress value={far?.done ?? 0} max={far?.all ?? 1} />
        <Button size="small" onClick={() => cancel.mutate([])} data-testid="import-cancel">
          {words("import.cancel")}
        </Button>
      </div>
    </section>
  );
}
