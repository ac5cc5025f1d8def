import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useDraft, useMay, useRead, type DisputePage as Dispute } from "../../api";
import { Answer, Choice, EnterForm, Field, Page, Pending, Restored, Time, useForm } from "../../components";
import { codeLabel, codeOptions, useWords } from "../../words";
import { useOpenPerson } from "../people/use-person";
import { pathOf } from "../search/lib";
import { Marks } from "../sync/marks";
import { nextStates, outcomesFor } from "./lib";
import { PartiesEdit } from "./parties-edit";

export function DisputePage({ id }: { id: string }) {
  const dispute = useRead("disputePage", [id]);
  return <Answer of={dispute}>{(d) => <Sheet dispute={d} />}</Answer>;
}

function Sheet({ dispute: d }: { dispute: Dispute }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [editing, setEditing] = useState(false);
  const [people, setPeople] = useState(false);
  const mayEdit = may("dispute") && d.status !== "closed";
  const aside = (
    <>
      <span className={d.status === "open" || d.status === "mediating" ? "tone-due" : "quiet"} data-testid="dispute-status">
        {codeLabel("dispute_status", d.status)}
      </span>
      <span className="quiet">
        <Time of={d.at} /> {d.by} · {d.area}
      </span>
      <Pending on={d.pending} />
      <Marks rows={[d.id]} />
    </>
  );
  const title = (
    <>
      <button type="button" className="link" onClick={() => go("/disputes")}>
        {words("nav.disputes")}
      </button>{" "}
      › {codeLabel("dispute_kind", d.kind)}
    </>
  );
  const open = nextStates(codeOptions("dispute_status"), d.status).length > 0;
  return (
    <Page
      title={title}
      aside={aside}
      tools={
        mayEdit ? (
          <Button size="small" onClick={() => setEditing(!editing)} data-testid="dispute-edit">
            {words("form.edit")}
          </Button>
        ) : null
      }
      testid="dispute-page"
    >
      <div className="two">
        <div>
          {people ? (
            <PartiesEdit dispute={d} onClose={() => setPeople(false)} />
          ) : (
            <>
              <h3>
                {words("disputes.parties")}{" "}
                {mayEdit ? (
                  <button type="button" className="link h-act" onClick={() => setPeople(true)} data-testid="parties-edit">
                    {words("form.edit")}
                  </button>
                ) : null}
              </h3>
              <PartyLines dispute={d} />
            </>
          )}
          <h3>{words("disputes.course")}</h3>
          {editing ? <Edit dispute={d} onClose={() => setEditing(false)} /> : <p className="prose">{d.course}</p>}
          {d.result_text || d.outcome ? (
            <>
              <h3>{words("disputes.result")}</h3>
              <p className="prose">
                <b>{codeLabel("dispute_outcome", d.outcome)}</b> {d.result_text}
              </p>
              <p className="quiet">
                <Time of={d.result_at} /> {d.result_by}
              </p>
            </>
          ) : null}
        </div>
        <aside className="facts">
          <dl>
            <div className="fact">
              <dt>{words("disputes.source")}</dt>
              <dd>{codeLabel("dispute_source", d.source)}</dd>
            </div>
            {d.place || d.room_id ? (
              <div className="fact">
                <dt>{words("disputes.place")}</dt>
                <dd>
                  {d.room_id ? (
                    <button type="button" className="link" onClick={() => go(pathOf("rooms", d.room_id!))}>
                      {d.place || words("disputes.room")}
                    </button>
                  ) : (
                    d.place
                  )}
                </dd>
              </div>
            ) : null}
          </dl>
          {may("dispute") && open ? <Close key={d.status} dispute={d} first={!people && !editing} /> : null}
        </aside>
      </div>
    </Page>
  );
}

function PartyLines({ dispute: d }: { dispute: Dispute }) {
  const open = useOpenPerson();
  return (
    <ul className="lines" data-testid="parties">
      {d.parties.map((p) => (
        <li key={p.id ?? p.name}>
          <span className="lines-kind quiet">{codeLabel("party_side", p.side)}</span>
          {p.person_id ? (
            <button type="button" className="link" onClick={() => open(p.person_id!, { kind: "disputes", id: d.id })}>
              {p.name}
            </button>
          ) : (
            <b>{p.name}</b>
          )}{" "}
          <span className="tabular">{p.phone}</span>
        </li>
      ))}
    </ul>
  );
}

/** Corrects the account of what happened; only what was touched is sent. */
function Edit({ dispute: d, onClose }: { dispute: Dispute; onClose: () => void }) {
  const words = useWords();
  const start = { course: d.course, place: d.place ?? "", kind: d.kind };
  const form = useForm(start);
  const put = useAct("recordPut", true);
  const draft = useDraft(`disputes:${d.id}`, form.fields, form.dirty, (x) => form.restore(x as Partial<typeof start>), d.base);
  const leave = () => draft.drop(onClose);
  const save = () => {
    const fields = Object.fromEntries(Object.entries(form.fields).filter(([n]) => form.touched[n as keyof typeof start]));
    if (Object.keys(fields).length === 0) return leave();
    if (form.fields.course.trim()) put.mutate([{ kind: "disputes", id: d.id, base: d.base, fields }], { onSuccess: leave });
  };
  return (
    <EnterForm onSave={save} onLeave={leave} testid="dispute-edit-form">
      <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset(start))} />
      <Field label={words("consult.kind")}>
        <Choice
          value={form.fields.kind}
          options={codeOptions("dispute_kind")}
          onChange={(v) => form.set("kind", v ?? d.kind)}
          testid="dispute-edit-kind"
        />
      </Field>
      <Field label={words("disputes.place")}>
        <Input value={form.fields.place} onChange={(e) => form.set("place", e.target.value)} data-testid="dispute-edit-place" />
      </Field>
      <Field wide label={words("disputes.course")} findings={put.error ? [{ level: "error", message: put.error.message }] : []}>
        <Input.TextArea
          rows={7}
          value={form.fields.course}
          onChange={(e) => form.set("course", e.target.value)}
          data-testid="dispute-edit-course"
        />
      </Field>
      <div className="form-acts">
        <Button type="primary" onClick={save} data-testid="dispute-edit-save">
          {words("form.save")} <kbd>Ctrl S</kbd>
        </Button>
        <Button onClick={leave}>{words("form.leave")}</Button>
      </div>
    </EnterForm>
  );
}

/** The next step of a dispute and how it ended. Only an officer is offered public-order mediation. */
function Close({ dispute: d, first }: { dispute: Dispute; first: boolean }) {
  const words = useWords();
  const may = useMay();
  const states = nextStates(codeOptions("dispute_status"), d.status);
  const start = { status: states[0]?.value ?? d.status, outcome: null as string | null, text: "" };
  const form = useForm(start);
  const f = form.fields;
  const close = useAct("disputeClose", true);
  const draft = useDraft(`dispute-close:${d.id}`, f, form.dirty, (x) => form.restore(x as Partial<typeof start>), d.base);
  const ends = f.status === "settled" || f.status === "ended";
  const save = () =>
    close.mutate([{ id: d.id, base: d.base, status: f.status, outcome: ends ? f.outcome : null, text: f.text.trim() || null }], {
      onSuccess: () => draft.drop(() => form.reset(start)),
    });
  return (
    <EnterForm onSave={save} onLeave={() => draft.drop(() => form.reset(start))} testid="dispute-close-form">
      <h3>{words("disputes.next")}</h3>
      <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset(start))} />
      <Field label={words("list.status")}>
        <Choice value={f.status} options={states} onChange={(v) => form.set("status", v ?? f.status)} testid="dispute-next" />
      </Field>
      {ends ? (
        <Field label={words("disputes.outcome")}>
          <Choice
            value={f.outcome}
            options={outcomesFor(codeOptions("dispute_outcome"), may("police_mediation"))}
            onChange={(v) => form.set("outcome", v)}
            testid="dispute-outcome"
          />
        </Field>
      ) : null}
      <Field wide label={words("disputes.result_text")} findings={close.error ? [{ level: "error", message: close.error.message }] : []}>
        <Input.TextArea rows={3} value={f.text} onChange={(e) => form.set("text", e.target.value)} data-testid="dispute-result-text" />
      </Field>
      <div className="form-acts">
        <Button type={first ? "primary" : "default"} onClick={save} disabled={close.isPending} data-testid="dispute-close-save">
          {words("form.save")}
        </Button>
      </div>
    </EnterForm>
  );
}
