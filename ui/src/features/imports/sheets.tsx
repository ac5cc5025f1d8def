import { Button } from "antd";
import type { ImportPreview } from "../../api";
import { useWords } from "../../words";

/** Which of several lists in one workbook is meant. */
export function WhichSheet({ preview: p, onChoose }: { preview: ImportPreview; onChoose: (sheet: string) => void }) {
  const words = useWords();
  return (
    <section className="sheet" data-testid="import-sheets">
      <p>{words("import.which_sheet", { count: p.lists.length })}</p>
      <p className="choices">
        {p.lists.map((sheet, i) => (
          <Button
            key={sheet}
            type={sheet === p.sheet ? "primary" : "default"}
            autoFocus={sheet === p.sheet}
            onClick={() => onChoose(sheet)}
            data-testid={`sheet-${i}`}
          >
            {sheet}
          </Button>
        ))}
      </p>
      <Others preview={p} lists={p.lists} />
    </section>
  );
}

/** Sheets that are not taken, by name: hidden ones, and those without a list. */
export function Others({ preview: p, lists }: { preview: ImportPreview; lists: string[] }) {
  const words = useWords();
  const without = p.sheets.filter((s) => s !== p.sheet && !lists.includes(s));
  const rest = p.sheets.filter((s) => s !== p.sheet && lists.includes(s));
  const names = (all: string[]) => all.map((s) => words("import.quoted", { name: s })).join("");
  return (
    <>
      {p.hidden.length > 0 ? (
        <p className="quiet" data-testid="import-hidden">
          {words("import.hidden", { names: names(p.hidden) })}
        </p>
      ) : null}
      {without.length > 0 ? <p className="quiet">{words("import.no_list", { names: names(without) })}</p> : null}
      {lists.length < 2 && rest.length > 0 ? <p className="quiet">{words("import.other_lists", { names: names(rest) })}</p> : null}
    </>
  );
}
