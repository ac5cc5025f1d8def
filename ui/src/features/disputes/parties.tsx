import { Button, Input } from "antd";
import { useState } from "react";
import type { Party } from "../../api";
import { Choice } from "../../components";
import { codeOptions, useWords } from "../../words";
import { emptyParty } from "./lib";

type Props = { value: Party[]; onChange: (parties: Party[]) => void; stored?: Party[] };

/** The people of a dispute, one line each. A stored one can be corrected, not removed. */
export function Parties({ value, onChange, stored = [] }: Props) {
  const words = useWords();
  const [added, setAdded] = useState<number | null>(null);
  const add = () => {
    setAdded(value.length);
    onChange([...value, emptyParty("witness")]);
  };
  const change = (i: number, part: Partial<Party>) => onChange(value.map((p, at) => (at === i ? { ...p, ...part } : p)));
  return (
    <div className="field field-wide">
      <label className="field-label">{words("disputes.parties")}</label>
      {value.map((party, i) => (
        <div key={i} className="party" data-field={`party-${i}`}>
          <Choice
            value={party.side}
            options={codeOptions("party_side")}
            onChange={(v) => change(i, { side: v ?? party.side })}
            testid={`party-side-${i}`}
          />
          <Input
            autoFocus={i === added}
            value={party.name}
            placeholder={words("person.name")}
            onChange={(e) => change(i, { name: e.target.value })}
            data-testid={`party-name-${i}`}
          />
          <Input
            className="tabular"
            value={party.phone ?? ""}
            placeholder={stored.find((s) => s.id !== null && s.id === party.id)?.phone || words("person.phone")}
            onChange={(e) => change(i, { phone: e.target.value || null })}
            data-testid={`party-phone-${i}`}
          />
          {party.id === null ? (
            <Button
              type="text"
              size="small"
              aria-label={words("disputes.party_drop")}
              onClick={() => onChange(value.filter((_, at) => at !== i))}
              data-testid={`party-drop-${i}`}
            >
              ×
            </Button>
          ) : null}
        </div>
      ))}
      <button type="button" className="link" data-testid="party-add" onClick={add}>
        + {words("disputes.party_add")}
      </button>
    </div>
  );
}
