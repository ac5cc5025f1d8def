import { Button } from "antd";
import { useEffect, useState } from "react";
import { useLocal, useMay, useAct, useRead, type ContactMatch } from "../../api";
import { Answer, Empty, Keycap, NoRight, Page, useKeys } from "../../components";
import { useWords } from "../../words";
import { pairsOf, surePairs } from "./matches-lib";

/** Whom contacts reach: suggestions, each confirmed or turned down by a person. */
export function MatchesPage() {
  const words = useWords();
  const may = useMay();
  const [area] = useLocal("area");
  const matches = useRead("contactMatches", [area], true);
  const confirm = useAct("contactMatchesConfirm");
  const sure = surePairs(matches.data?.contacts ?? []);
  if (!may("register")) return <NoRight />;
  const tools = (
    <Button disabled={sure.length === 0 || confirm.isPending} onClick={() => confirm.mutate([sure])} data-testid="matches-all">
      {words("matches.confirm_sure", { count: sure.length })}
    </Button>
  );
  return (
    <Page title={words("matches.title")} tools={tools} testid="matches-page">
      <p className="quiet prose">
        {words("matches.lead")} <Keycap>↑</Keycap> <Keycap>↓</Keycap> <Keycap>Enter</Keycap> {words("matches.key_confirm")}{" "}
        <Keycap>1</Keycap>–<Keycap>9</Keycap> {words("matches.key_choose")} <Keycap>N</Keycap> {words("matches.key_none")}
      </p>
      <Answer of={matches}>
        {(found) =>
          found.contacts.length === 0 ? (
            <Empty text={words("matches.empty")} />
          ) : (
            <>
              <List contacts={found.contacts} />
              {found.more ? <p className="quiet">{words("matches.more")}</p> : null}
            </>
          )
        }
      </Answer>
    </Page>
  );
}

function List({ contacts }: { contacts: ContactMatch[] }) {
  const words = useWords();
  const [at, setAt] = useState(0);
  const confirm = useAct("contactMatchesConfirm");
  const turnDown = useAct("contactMatchesTurnDown");
  const here = Math.min(at, contacts.length - 1);
  const chosen = contacts[here];
  useEffect(() => {
    document.querySelector(`[data-testid="match-${here}"]`)?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const take = (match: ContactMatch | undefined, nth: number) => {
    const person = match?.candidates[nth]?.person;
    if (match && person && !confirm.isPending) confirm.mutate([[{ contact: match.contact, person }]]);
  };
  const refuse = (match: ContactMatch | undefined) => match && !turnDown.isPending && turnDown.mutate([pairsOf(match)]);
  const digits = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [String(i + 1), () => take(chosen, i)]));
  useKeys({
    arrowdown: () => setAt(Math.min(here + 1, contacts.length - 1)),
    arrowup: () => setAt(Math.max(here - 1, 0)),
    enter: () => take(chosen, 0),
    n: () => refuse(chosen),
    ...digits,
  });
  return (
    <table className="plain matches">
      <tbody>
        {contacts.map((m, i) => (
          <tr
            key={m.contact}
            className={i === here ? "here" : ""}
            onClick={() => setAt(i)}
            data-testid={`match-${i}`}
            aria-selected={i === here}
          >
            <td>
              <b>{m.name}</b>
              <div className="quiet">
                {m.nickname} <span className="tabular">{m.phone}</span>
              </div>
            </td>
            <td>
              {m.candidates.slice(0, 9).map((c, nth) => (
                <div key={c.person} className="match-candidate">
                  <Button
                    size="small"
                    type={m.sure && nth === 0 ? "primary" : "default"}
                    onClick={() => take(m, nth)}
                    data-testid={`match-${i}-${nth}`}
                  >
                    {words("matches.is", { name: c.name })}
                  </Button>
                  <span>{c.room}</span>
                  <span className="tabular quiet">{c.phone}</span>
                  <span className={m.sure && nth === 0 ? "tone-done" : "quiet"}>
                    {words("matches.by", { signs: c.signs.map((s) => words(`matches.sign_${s}`)).join(words("matches.and")) })}
                  </span>
                </div>
              ))}
            </td>
            <td className="row-acts">
              <button type="button" className="link" onClick={() => refuse(m)} data-testid={`match-none-${i}`}>
                {words("matches.none")}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
