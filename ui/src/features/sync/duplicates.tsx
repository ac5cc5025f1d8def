import { Button, Radio } from "antd";
import { useState } from "react";
import { useAct, useRead, type DuplicateCard, type DuplicateSide } from "../../api";
import { Time } from "../../components";
import { useWords } from "../../words";
import { Reveal } from "../people/reveal";
import { RecordLink } from "./record-link";

/** Records that may be one person, side by side: merged by a person's decision, or known to be two. */
export function Duplicates() {
  const words = useWords();
  const page = useRead("duplicatesPage", []).data;
  if (!page || page.open.length + page.merged.length === 0) return null;
  return (
    <section data-testid="duplicates">
      {page.open.length > 0 ? <h3 className="tone-note">{words("duplicates.title", { count: page.open.length })}</h3> : null}
      {page.open.map((c) => (
        <Card key={c.id} card={c} />
      ))}
      {page.merged.length > 0 ? <Merged lines={page.merged} /> : null}
    </section>
  );
}

function Card({ card: c }: { card: DuplicateCard }) {
  const words = useWords();
  const [stays, setStays] = useState(c.b.here && !c.a.here ? c.b.id : c.a.id);
  const [taken, setTaken] = useState<Record<string, boolean>>({});
  const merge = useAct("duplicateMerge");
  const distinct = useAct("duplicateDistinct");
  const busy = merge.isPending || distinct.isPending;
  const keep = (side: DuplicateSide) => {
    setStays(side.id);
    setTaken({});
  };
  const take = c.fields.filter((f) => taken[f.field]).map((f) => f.field);
  const cell = (field: DuplicateCard["fields"][number], side: DuplicateSide, value: string) => {
    const own = side.id === stays;
    const chosen = own ? !taken[field.field] : (taken[field.field] ?? false);
    // Two numbers may look the same masked.
    const shown = side.here && value.includes("*") ? <Reveal kind="people" id={side.id} field={field.field} value={value} /> : value;
    if (!field.differs || !c.choosable || !c.may) return <td className={field.differs ? "tone-note" : ""}>{shown}</td>;
    return (
      <td>
        <Radio
          checked={chosen}
          onChange={() => setTaken({ ...taken, [field.field]: !own })}
          data-testid={`take-${field.field}-${own ? "own" : "other"}`}
        >
          {" "}
        </Radio>
        {shown}
      </td>
    );
  };
  return (
    <article className="pair" data-testid={`duplicate-${c.a.name}`}>
      <header>{words("duplicates.why", { why: c.why })}</header>
      <table className="plain pair-table">
        <thead>
          <tr>
            <th />
            {[c.a, c.b].map((side) => (
              <th key={side.id}>
                {c.may ? (
                  <Radio checked={stays === side.id} onChange={() => keep(side)} data-testid={`stays-${side.id}`}>
                    {words("duplicates.stays")}
                  </Radio>
                ) : null}{" "}
                {side.here ? (
                  <RecordLink kind="people" id={side.id} text={side.name} task={{ kind: "duplicate_cases", id: c.id }} />
                ) : (
                  side.name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {c.fields.map((f) => (
            <tr key={f.field}>
              <td className="quiet">{f.label}</td>
              {cell(f, c.a, f.a)}
              {cell(f, c.b, f.b)}
            </tr>
          ))}
          <tr>
            <td className="quiet">{words("duplicates.where")}</td>
            {[c.a, c.b].map((side) => (
              <td key={side.id} className="quiet">
                {[side.area, side.room].filter(Boolean).join(" ")}
                {side.here ? ` · ${words("duplicates.follows", { count: side.follows })}` : ` · ${words("duplicates.elsewhere")}`}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {c.may ? (
        <div className="acts">
          <Button size="small" disabled={busy} onClick={() => merge.mutate([{ id: c.id, stays, take }])} data-testid="duplicate-merge">
            {words("duplicates.merge")}
          </Button>
          <Button size="small" disabled={busy} onClick={() => distinct.mutate([c.id])} data-testid="duplicate-distinct">
            {words("duplicates.distinct")}
          </Button>
          <span className="quiet">{words("duplicates.after")}</span>
        </div>
      ) : null}
    </article>
  );
}

function Merged({ lines }: { lines: { id: string; person: string; text: string; at: number }[] }) {
  const words = useWords();
  const unmerge = useAct("duplicateUnmerge");
  return (
    <>
      <h3>{words("duplicates.merged_lately")}</h3>
      <ul className="lines">
        {lines.map((line) => (
          <li key={line.id} data-testid={`merged-${line.person}`}>
            <span className="lines-at quiet">
              <Time of={line.at} />
            </span>
            <RecordLink kind="people" id={line.person} text={line.text} />
            <span className="quiet"> · </span>
            <button
              type="button"
              className="link"
              disabled={unmerge.isPending}
              onClick={() => unmerge.mutate([line.id])}
              data-testid="unmerge"
            >
              {words("duplicates.unmerge")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
