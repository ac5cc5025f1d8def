import { Button } from "antd";
import { useState } from "react";
import { useAct, type RefusedLine } from "../../api";
import { Time } from "../../components";
import { useWords, type Key } from "../../words";
import { RecordLink } from "./record-link";
import { Resend } from "./resend";

/** What the station did not accept: the text itself, why, and what to do with it. Nothing of it is lost. */
export function Refused({ lines }: { lines: RefusedLine[] }) {
  const words = useWords();
  const [open, setOpen] = useState<string | null>(null);
  if (lines.length === 0) return null;
  return (
    <section data-testid="refused">
      <h3 className="tone-note">{words("sync.refused", { count: lines.length })}</h3>
      {lines.map((line, i) => (
        <article key={line.refused} className="pair" data-testid={`refused-${i}`}>
          <Line line={line} />
          {open === line.refused ? (
            <Resend refused={line.refused} onClose={() => setOpen(null)} />
          ) : (
            <Acts line={line} onOpen={() => setOpen(line.refused)} />
          )}
        </article>
      ))}
    </section>
  );
}

function Line({ line }: { line: RefusedLine }) {
  const words = useWords();
  return (
    <>
      <header>
        <span className="quiet">{words(`kind.${line.kind}` as Key)}</span>{" "}
        <RecordLink kind={line.kind} id={line.id} text={line.text} task={{ kind: "quarantined", id: line.refused }} />{" "}
        <span className="quiet">
          <Time of={line.at} /> {line.by ? words("refused.by", { name: line.by }) : ""}
        </span>
      </header>
      <p className="refused-fields">
        {line.fields.map((field, i) => (
          <span key={field.label + i}>
            <span className="quiet">{field.label}</span> {field.value}
          </span>
        ))}
      </p>
      <p className="tone-note">{line.reason}</p>
    </>
  );
}

function Acts({ line, onOpen }: { line: RefusedLine; onOpen: () => void }) {
  const words = useWords();
  const drop = useAct("refusedDrop");
  return (
    <div className="acts">
      <Button size="small" onClick={onOpen} data-testid="refused-open">
        {words(line.by ? "refused.take_over" : "refused.correct")}
      </Button>
      <Button size="small" disabled={drop.isPending} onClick={() => drop.mutate([line.refused])} data-testid="refused-drop">
        {words("refused.drop")}
      </Button>
    </div>
  );
}
