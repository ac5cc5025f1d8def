import { Button, Radio } from "antd";
import { useState } from "react";
import { useAct, useRead, type ConflictCard, type ConflictValue } from "../../api";
import { Time } from "../../components";
import { useWords, type Key } from "../../words";
import { Reveal } from "../people/reveal";
import { RecordLink } from "./record-link";

type Choice = "kept" | "lost" | "both";

/** Two values of one field side by side; what decides something in law comes first and is never settled by one tap. */
export function Conflicts() {
  const words = useWords();
  const open = useRead("conflictsList", []).data ?? [];
  if (open.length === 0) return null;
  return (
    <section data-testid="conflicts">
      <h3 className="tone-note">{words("conflicts.title", { count: open.length })}</h3>
      {open.map((c) => (
        <Card key={c.id} conflict={c} />
      ))}
    </section>
  );
}

function Card({ conflict: c }: { conflict: ConflictCard }) {
  const words = useWords();
  const settle = useAct("conflictSettle");
  const choose = (choice: Choice) => settle.mutate([{ id: c.id, choice }]);
  return (
    <article className="pair" data-testid={`conflict-${c.row}`}>
      <header>
        <span className="quiet">{words(`kind.${c.kind}` as Key)}</span>{" "}
        <RecordLink kind={c.kind} id={c.row} text={c.what} task={{ kind: "conflicts", id: c.id }} /> · <b>{c.field}</b>
        {c.deletion ? <span> — {words("conflicts.deletion")}</span> : null}
        {c.legal ? <span className="tone-late"> ! {words("conflicts.legal")}</span> : null}
      </header>
      <div className="pair-sides">
        <Side of={c.id} title={words(c.deletion ? "conflicts.edited" : "conflicts.stands")} value={c.stands} tone="tone-done" />
        <Side of={c.id} title={words(c.deletion ? "conflicts.deleted" : "conflicts.other")} value={c.other} tone="tone-note" />
      </div>
      {c.changed_since ? <p className="quiet">{words("conflicts.changed_since")}</p> : null}
      {!c.may ? (
        <p className="quiet" data-testid="conflict-not-mine">
          {words("conflicts.not_mine")}
        </p>
      ) : c.legal ? (
        <Decide conflict={c} busy={settle.isPending} onChoose={choose} />
      ) : (
        <OneTap conflict={c} busy={settle.isPending} onChoose={choose} />
      )}
    </article>
  );
}

function Side({ of, title, value, tone }: { of: string; title: string; value: ConflictValue; tone: string }) {
  return (
    <div className="pair-side">
      <small className={tone}>{title}</small>
      <b className="prose">{value.side ? <Reveal kind="conflicts" id={of} field={value.side} value={value.text} /> : value.text}</b>
      <small className="quiet">
        {value.by} <Time of={value.at} />
      </small>
    </div>
  );
}

type Acts = { conflict: ConflictCard; busy: boolean; onChoose: (choice: Choice) => void };

function OneTap({ conflict: c, busy, onChoose }: Acts) {
  const words = useWords();
  return (
    <div className="acts">
      <Button size="small" disabled={busy} onClick={() => onChoose("kept")} data-testid="conflict-kept">
        {words("conflicts.keep")}
      </Button>
      <Button size="small" disabled={busy} onClick={() => onChoose("lost")} data-testid="conflict-lost">
        {words("conflicts.take_other")}
      </Button>
      {c.note ? (
        <Button size="small" disabled={busy} onClick={() => onChoose("both")} data-testid="conflict-both">
          {words("conflicts.both", { note: c.note })}
        </Button>
      ) : null}
    </div>
  );
}

/** First the choice, then the decision: two acts on purpose. */
function Decide({ conflict: c, busy, onChoose }: Acts) {
  const words = useWords();
  const [choice, setChoice] = useState<Choice | null>(null);
  const options: { value: Choice; label: string }[] = [
    { value: "kept", label: c.deletion ? words("conflicts.keep_row") : words("conflicts.keep") },
    { value: "lost", label: c.deletion ? words("conflicts.delete_row") : words("conflicts.take_other") },
  ];
  if (c.note) options.push({ value: "both", label: words("conflicts.both", { note: c.note }) });
  return (
    <div className="acts">
      <Radio.Group value={choice} onChange={(e) => setChoice(e.target.value as Choice)}>
        {options.map((o) => (
          <Radio key={o.value} value={o.value} data-testid={`choose-${o.value}`}>
            {o.label}
          </Radio>
        ))}
      </Radio.Group>
      <Button size="small" disabled={!choice || busy} onClick={() => choice && onChoose(choice)} data-testid="conflict-decide">
        {words("conflicts.decide")}
      </Button>
    </div>
  );
}
