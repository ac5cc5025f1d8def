import { Button } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useLocal, useMay, type PersonPage as Person, type Stay } from "../../api";
import { Day, Page, Pending, Said, Time } from "../../components";
import { codeLabel, day, today, useWords } from "../../words";
import { pathOf } from "../search/lib";
import { Older } from "../older/older";
import { Ask } from "../retention/review";
import { Marks } from "../sync/marks";
import { Accesses } from "./accesses";
import { Changes } from "./changes";
import { CopyLine } from "./copy-line";
import { Due } from "./due";
import { LeaveLine } from "./leave-line";
import { currentStay } from "./lib";
import { Notes } from "./notes";
import { OpenPerson } from "./open-person";
import { Reveal } from "./reveal";
import { Timeline } from "./timeline";
import { useOpenPerson } from "./use-person";
import { VoidLine } from "./void-line";

export function PersonPage({ id }: { id: string }) {
  return <OpenPerson id={id}>{(p) => <Sheet person={p} />}</OpenPerson>;
}

/** A person: the line that matters, masked numbers, one timeline of everything, and who looked. */
function Sheet({ person: p }: { person: Person }) {
  const words = useWords();
  const [, go] = useLocation();
  const stay = currentStay(p);
  const [doing, setDoing] = useState<Doing>("nothing");
  const turn = (to: Doing) => setDoing(doing === to ? "nothing" : to);
  const close = () => setDoing("nothing");
  const aside = (
    <>
      <span className="tabular">
        {codeLabel("sex", p.sex)}
        {p.age !== null ? ` · ${words("person.age", { age: p.age })}` : ""}
      </span>
      {stay ? (
        <>
          <button type="button" className="link" onClick={() => go(pathOf("rooms", stay.room_id))} data-testid="person-room">
            {stay.room}
          </button>
          <Said day={stay.since}>{words("room.since", { day: day(stay.since) })}</Said>
          <Due due={stay.due} state={stay.due_state} />
        </>
      ) : (
        <span className="quiet">{words("person.gone")}</span>
      )}
      <Pending on={p.pending} />
      <Marks rows={[p.id]} />
    </>
  );
  return (
    <Page
      title={<span data-testid="person-name">{p.name}</span>}
      aside={aside}
      tools={<Acts person={p} stay={stay} doing={doing} onTurn={turn} />}
      testid="person-page"
    >
      {doing === "leaving" && stay ? <LeaveLine residence={stay.residence_id} name={p.name} onClose={close} /> : null}
      {doing === "copying" ? <CopyLine id={p.id} onClose={close} /> : null}
      {doing === "erasing" ? <Ask row={{ id: p.id, kind: "people", name: p.name }} choice="erase" onClose={close} /> : null}
      <div className="two">
        <div>
          <Notes person={p} />
          <Timeline lines={p.timeline} />
          <Older key={p.id} kind="people" id={p.id} />
        </div>
        <Facts person={p} />
      </div>
      <div className="person-foot">
        <Accesses id={p.id} />
      </div>
      <div className="person-foot">
        <Changes id={p.id} />
      </div>
    </Page>
  );
}

/** Which line is open above the sheet. */
type Doing = "nothing" | "leaving" | "copying" | "erasing";
type ActsProps = { person: Person; stay: Stay | null; doing: Doing; onTurn: (to: Doing) => void };

function Acts({ person: p, stay, doing, onTurn }: ActsProps) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [, setPanel] = useLocal("panel");
  const [, setAbout] = useLocal("about");
  const propose = useAct("declarationPropose");
  const type = stay?.declaration_id ? "renew" : "arrive";
  const due =
    stay && stay.declaration_state !== "submitted" && (stay.due_state === "due" || stay.due_state === "late" || !stay.declaration_id);
  const consult = () => {
    setAbout({ id: p.id, name: p.name });
    setPanel("consult");
  };
  return (
    <>
      {may("consult") ? (
        <Button size="small" onClick={consult} data-testid="person-consult">
          {words("person.consult")} <kbd>Ctrl J</kbd>
        </Button>
      ) : null}
      {stay && due && may("propose_declaration") ? (
        <Button
          size="small"
          data-testid="person-declare"
          onClick={() => propose.mutate([{ residence: stay.residence_id, type, declared_on: today() }])}
        >
          {words(type === "renew" ? "rooms.renew" : "rooms.declare")}
        </Button>
      ) : null}
      {stay && may("register") ? (
        <Button size="small" data-testid="person-leave" onClick={() => onTurn("leaving")}>
          {words("rooms.leave")}
        </Button>
      ) : null}
      {may("print_copy") ? (
        <Button size="small" data-testid="person-copy" onClick={() => onTurn("copying")}>
          {words("copy.open")}
        </Button>
      ) : null}
      {may("decide_retention") ? (
        <Button size="small" data-testid="person-erase" onClick={() => onTurn("erasing")}>
          {words("retention.erase")}
        </Button>
      ) : null}
      {may("register") ? (
        <Button
          size="small"
          type={doing === "nothing" ? "primary" : "default"}
          data-testid="person-edit"
          onClick={() => go(`/people/${p.id}/edit`)}
        >
          {words("form.edit")}
        </Button>
      ) : null}
    </>
  );
}

function Facts({ person: p }: { person: Person }) {
  const words = useWords();
  const [, go] = useLocation();
  const open = useOpenPerson();
  const other = (x: { id: string; name: string }) => (
    <button key={x.id} type="button" className="link" onClick={() => open(x.id, { kind: "people", id: p.id })}>
      {x.name}
    </button>
  );
  return (
    <aside className="facts">
      <dl>
        {p.document ? (
          <Fact label={codeLabel("document_type", p.document_type) || words("person.document")}>
            <Reveal kind="people" id={p.id} field="document" value={p.document} />
          </Fact>
        ) : null}
        <Fact label={words("person.phone")}>
          <Reveal kind="people" id={p.id} field="phone" value={p.phone} />
        </Fact>
        {p.phone2 ? (
          <Fact label={words("person.phone2")}>
            <Reveal kind="people" id={p.id} field="phone2" value={p.phone2} />
          </Fact>
        ) : null}
        {p.birth ? (
          <Fact label={words("person.birth")}>
            <span className="tabular">{p.birth}</span>
          </Fact>
        ) : null}
        {p.name_latin ? <Fact label={words("register.name_latin")}>{p.name_latin}</Fact> : null}
        {p.nationality ? <Fact label={words("register.nationality")}>{p.nationality}</Fact> : null}
        {p.household ? <Fact label={words("register.household")}>{p.household}</Fact> : null}
        {p.guardian ? <Fact label={words("register.guardian")}>{other(p.guardian)}</Fact> : null}
        {p.children.length > 0 ? <Fact label={words("person.children")}>{p.children.map(other)}</Fact> : null}
      </dl>
      <h3>{words("person.stays")}</h3>
      <ul className="lines">
        {p.stays.map((s, i) => (
          <StayLine key={s.residence_id} stay={s} index={i} />
        ))}
      </ul>
      {p.contacts.length > 0 ? (
        <>
          <h3>{words("contacts.title")}</h3>
          <ul className="lines">
            {p.contacts.map((c) => (
              <li key={c.id}>
                <button type="button" className="link" onClick={() => go(`/people/contacts/${c.id}`)}>
                  {c.name}
                </button>{" "}
                <span className="quiet">{codeLabel("contact_role", c.role)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p className="quiet small looked" data-testid="person-looked">
        {p.looked.times > 0 ? (
          <>
            {words("person.looked", { times: p.looked.times, by: p.looked.last_by ?? "" })} <Time of={p.looked.last_at} />
          </>
        ) : (
          words("person.looked_never")
        )}
      </p>
    </aside>
  );
}

/** One stay; an officer may void the declaration that counts for it. */
function StayLine({ stay: s, index }: { stay: Stay; index: number }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [voiding, setVoiding] = useState(false);
  const voidable = s.declaration_id !== null && s.declaration_state === "accepted" && may("void_declaration");
  return (
    <li data-testid={`stay-${index}`}>
      <button type="button" className="link" onClick={() => go(pathOf("rooms", s.room_id))}>
        {s.room}
      </button>
      <br />
      <span className="quiet">
        <Day of={s.since} /> – {s.until ? <Day of={s.until} /> : words("person.now")}
        {s.declaration_state ? ` · ${codeLabel("declaration_state", s.declaration_state)}` : ""}
      </span>{" "}
      {voidable && !voiding ? (
        <button type="button" className="link" onClick={() => setVoiding(true)} data-testid={`void-${index}`}>
          {words("declarations.void")}…
        </button>
      ) : null}
      {voidable && voiding ? <VoidLine declaration={s.declaration_id!} onClose={() => setVoiding(false)} /> : null}
    </li>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
