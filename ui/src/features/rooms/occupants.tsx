import { useAct, useMay, type Occupant, type RoomPage } from "../../api";
import { Pending, Said } from "../../components";
import { codeLabel, day, today, useWords } from "../../words";
import { Due } from "../people/due";
import { useOpenPerson } from "../people/use-person";

type Props = {
  page: RoomPage;
  picked: number | null;
  onPick: (i: number | null) => void;
  onAsBefore: (residence: string) => void;
  onLeave: (i: number) => void;
};

export function Occupants({ page, picked, onPick, onAsBefore, onLeave }: Props) {
  const words = useWords();
  if (page.occupants.length === 0) return <p className="quiet room-none">{words("room.nobody")}</p>;
  return (
    <ol className="occupants">
      {page.occupants.map((who, i) => (
        <li
          key={who.residence_id}
          className={picked === i ? "occupant occupant-here" : "occupant"}
          data-testid={`occupant-${i}`}
          onClick={() => onPick(i)}
        >
          <Line who={who} number={i + 1} />
          <span className="occupant-acts">
            <Acts who={who} onAsBefore={() => onAsBefore(who.residence_id)} onLeave={() => onLeave(i)} index={i} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Line({ who, number }: { who: Occupant; number: number }) {
  const words = useWords();
  const open = useOpenPerson();
  return (
    <>
      <span className="occupant-number quiet tabular">{number}</span>
      <span className="occupant-name">
        <button
          type="button"
          className="link"
          onClick={() => open(who.person_id, { kind: "residences", id: who.residence_id })}
          data-testid={`occupant-${number - 1}-name`}
        >
          {who.name}
        </button>{" "}
        <Pending on={who.pending} />
      </span>
      <span className="tabular nowrap">
        {codeLabel("sex", who.sex)} {who.age ?? ""}
      </span>
      <span className="occupant-what">
        {who.minor && who.guardian ? words("room.guardian", { name: who.guardian }) : codeLabel("residence_reason", who.reason)}{" "}
        <Said day={who.since}>{words("room.since", { day: day(who.since) })}</Said>
      </span>
      <span className="occupant-due">
        <Due due={who.due} state={who.due_state} source={who.due_source} />
        {who.declaration_state && who.declaration_state !== "accepted" ? (
          <small className={who.declaration_state === "returned" ? "tone-note" : "quiet"}>
            {codeLabel("declaration_state", who.declaration_state)}
          </small>
        ) : null}
      </span>
    </>
  );
}

function Acts({ who, index, onAsBefore, onLeave }: { who: Occupant; index: number; onAsBefore: () => void; onLeave: () => void }) {
  const words = useWords();
  const may = useMay();
  const propose = useAct("declarationPropose");
  const waiting = who.declaration_state === "submitted";
  const renew = may("propose_declaration") && !waiting && (who.due_state === "due" || who.due_state === "late");
  const act = (text: string, testid: string, on: () => void) => (
    <button type="button" className="link" data-testid={`${testid}-${index}`} onClick={(e) => (e.stopPropagation(), on())}>
      {text}
    </button>
  );
  return (
    <>
      {renew
        ? act(words(who.declaration_id ? "rooms.renew" : "rooms.declare"), "declare", () =>
            propose.mutate([{ residence: who.residence_id, type: who.declaration_id ? "renew" : "arrive", declared_on: today() }]),
          )
        : null}
      {may("visit") ? act(words("rooms.as_before"), "as-before", onAsBefore) : null}
      {may("register") ? act(words("rooms.leave"), "leave", onLeave) : null}
    </>
  );
}
