import { Button, Input } from "antd";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { useAct, useLocal, useMay, useRead, type RoomPage } from "../../api";
import { Answer, Day, onKeys, Time, useKeys } from "../../components";
import { codeLabel, useWords } from "../../words";
import { Older } from "../older/older";
import { LeaveLine } from "../people/leave-line";
import { Reveal } from "../people/reveal";
import { pathOf } from "../search/lib";
import { Occupants } from "./occupants";
import { RoomEdit } from "./room-edit";

type Props = { room: string; onNext: () => void; onRegister: () => void };

export function RoomPanel({ room, onNext, onRegister }: Props) {
  const page = useRead("roomPage", [room]);
  return <Answer of={page}>{(p) => <Panel page={p} onNext={onNext} onRegister={onRegister} />}</Answer>;
}

/** One room: who lives there, what is open, and the keys that do the usual thing. */
function Panel({ page, onNext, onRegister }: { page: RoomPage; onNext: () => void; onRegister: () => void }) {
  const words = useWords();
  const may = useMay();
  const [, setMessage] = useLocal("message");
  const [over] = useLocal("panel");
  const [picked, setPicked] = useState<number | null>(null);
  const [editing, setEditing] = useState(false);
  const visit = useAct("visitRecord");
  const [leaving, setLeaving] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const noteBox = useRef<HTMLDivElement>(null);
  const canVisit = may("visit") && !visit.isPending;

  const record = (result: "done" | "nobody_home" | "refused" | "vacant", confirmed: string[] | null = null) => {
    if (!canVisit) return;
    visit.mutate([{ room: page.id, result, confirmed, note: note.trim() || null }], {
      onSuccess: () => {
        setNote("");
        if (confirmed === null) onNext();
      },
    });
  };
  const leaves = (index: number | null) => {
    const who = page.occupants[index ?? (page.occupants.length === 1 ? 0 : -1)];
    if (!who)
      return setMessage({
        text: words(page.occupants.length ? "rooms.leave_who" : "rooms.leave_nobody"),
        undo: null,
        bad: false,
        at: Date.now(),
      });
    setLeaving(who.residence_id);
  };
  const keys: Record<string, () => void> = {
    space: () => record("done"),
    h: () => record("nobody_home"),
    r: () => record("refused"),
    v: () => record("vacant"),
    l: () => leaves(picked),
    m: () => noteBox.current?.querySelector("input")?.focus(),
  };
  const leaver = page.occupants.find((o) => o.residence_id === leaving);
  const closeLeave = () => {
    setLeaving(null);
    setPicked(null);
  };
  const back = () => noteBox.current?.querySelector("input")?.blur();
  if (may("register")) keys.n = onRegister;
  for (let i = 0; i < Math.min(9, page.occupants.length); i++) keys[String(i + 1)] = () => setPicked(i);
  useKeys(keys, !editing && over === "none");

  return (
    <div className="room" data-testid="room-panel">
      <header className="room-head">
        <h2 data-testid="room-title">{page.full}</h2>
        <span className="quiet">{codeLabel("room_use", page.room_use)}</span>
        {page.landlord ? (
          <span className="nowrap">
            {words("room.landlord")} {page.landlord.name}{" "}
            <Reveal kind="contacts" id={page.landlord.contact_id} field="phone" value={page.landlord.phone} />
          </span>
        ) : null}
        {may("register") ? (
          <button type="button" className="link push" data-testid="room-edit" onClick={() => setEditing(!editing)}>
            {words("form.edit")}
          </button>
        ) : null}
      </header>
      {editing ? <RoomEdit page={page} onClose={() => setEditing(false)} /> : null}
      <Occupants page={page} picked={picked} onPick={setPicked} onAsBefore={(id) => record("done", [id])} onLeave={leaves} />
      {leaver ? <LeaveLine key={leaver.residence_id} residence={leaver.residence_id} name={leaver.name} onClose={closeLeave} /> : null}
      <div className="acts">
        {may("register") ? (
          <Button type={leaver ? "default" : "primary"} onClick={onRegister} data-testid="register-open">
            {words("rooms.register_new")} <kbd>N</kbd>
          </Button>
        ) : null}
        {may("visit") ? (
          <>
            <Button onClick={() => record("done")} data-testid="visit-done">
              {words("rooms.as_before_all")} <kbd>Space</kbd>
            </Button>
            <Button onClick={() => record("nobody_home")} data-testid="visit-nobody_home">
              {words("rooms.nobody_home")} <kbd>H</kbd>
            </Button>
            <Button onClick={() => record("refused")} data-testid="visit-refused">
              {words("rooms.refused")} <kbd>R</kbd>
            </Button>
            <Button onClick={() => record("vacant")} data-testid="visit-vacant">
              {words("rooms.vacant")} <kbd>V</kbd>
            </Button>
          </>
        ) : null}
      </div>
      {may("visit") ? (
        <div className="visit-note" ref={noteBox}>
          <Input
            value={note}
            maxLength={200}
            placeholder={words("rooms.note_hint")}
            suffix={<kbd>M</kbd>}
            onChange={(e) => setNote(e.target.value)}
            onKeyDown={onKeys({ enter: back, escape: back })}
            data-testid="visit-note"
          />
        </div>
      ) : null}
      <Open page={page} />
      <History page={page} />
      <Older key={page.id} kind="rooms" id={page.id} />
    </div>
  );
}

function Open({ page }: { page: RoomPage }) {
  const words = useWords();
  const [, go] = useLocation();
  if (page.open.length === 0) return null;
  return (
    <section className="room-part">
      <h3>{words("room.open", { count: page.open.length })}</h3>
      <ul className="lines">
        {page.open.map((item) => (
          <li key={`${item.kind}${item.id}`}>
            <button type="button" className="link" onClick={() => go(pathOf(item.kind, item.id))}>
              {item.why}
            </button>{" "}
            <span className="quiet">{item.who}</span> {item.until ? <Day of={item.until} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ page }: { page: RoomPage }) {
  const words = useWords();
  const [all, setAll] = useState(false);
  if (page.history.length === 0) return null;
  const lines = all ? page.history : page.history.slice(0, 3);
  return (
    <section className="room-part">
      <h3>
        {words("room.history", { count: page.history.length })}{" "}
        {page.history.length > 3 ? (
          <button type="button" className="link" onClick={() => setAll(!all)}>
            {words(all ? "list.fewer" : "list.all")}
          </button>
        ) : null}
      </h3>
      <ul className="lines">
        {lines.map((line) => (
          <li key={`${line.kind}${line.id}${line.at}`}>
            <span className="lines-at quiet">
              <Time of={line.at} />
            </span>
            {line.text} <span className="quiet">{line.by}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
