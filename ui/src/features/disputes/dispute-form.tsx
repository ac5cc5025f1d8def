import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useDraft, useLocal, useMe, type DisputeForm as Fields } from "../../api";
import { Choice, EnterForm, Field, Page, Restored, useForm } from "../../components";
import { codeOptions, useWords } from "../../words";
import { RecordPick } from "../people/person-pick";
import { emptyParty, namedParties } from "./lib";
import { Parties } from "./parties";

export function DisputeForm() {
  const words = useWords();
  const me = useMe();
  const [, go] = useLocation();
  const [area] = useLocal("area");
  const [opening, setOpening] = useLocal("opening");
  const applicant = { ...emptyParty("applicant"), person_id: opening?.person?.id ?? null, name: opening?.person?.name ?? "" };
  const form = useForm<Fields>({ area: area ?? me?.areas[0]?.id ?? null, kind: "neighbours", source: "active", place: null, room: null, course: opening?.course ?? "", parties: [applicant, emptyParty("respondent")] }); // prettier-ignore
  const f = form.fields;
  const [room, setRoom] = useState<{ id: string; name: string } | null>(null);
  const [asked, setAsked] = useState(false);
  const open = useAct("disputeOpen", true);
  const draft = useDraft("dispute:new", f, form.dirty, (x) => form.restore(x as Partial<Fields>));
  const leave = () => {
    setOpening(null);
    draft.drop(() => go("/disputes"));
  };
  const save = () => {
    setAsked(true);
    if (f.course.trim() === "" || open.isPending) return;
    open.mutate([{ ...f, course: f.course.trim(), parties: namedParties(f.parties) }], {
      onSuccess: (done) => {
        setOpening(null);
        draft.drop(() => go(done.id ? `/disputes/${done.id}` : "/disputes"));
      },
    });
  };
  return (
    <Page title={words("disputes.add")} testid="dispute-form-page">
      <EnterForm onSave={save} onLeave={leave} testid="dispute-form">
        <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset())} />
        <div className="form-row">
          <Field label={words("consult.kind")}>
            <Choice
              value={f.kind}
              options={codeOptions("dispute_kind")}
              onChange={(v) => form.set("kind", v ?? f.kind)}
              testid="dispute-kind"
            />
          </Field>
          <Field label={words("disputes.source")}>
            <Choice
              value={f.source}
              options={codeOptions("dispute_source")}
              onChange={(v) => form.set("source", v)}
              testid="dispute-source"
            />
          </Field>
          {(me?.areas.length ?? 0) > 1 ? (
            <Field label={words("area.area")}>
              <Choice
                value={f.area}
                options={(me?.areas ?? []).map((a) => ({ value: a.id, label: a.name }))}
                onChange={(v) => form.set("area", v)}
                testid="dispute-area"
              />
            </Field>
          ) : null}
        </div>
        <Parties value={f.parties} onChange={(v) => form.set("parties", v)} />
        <div className="form-row">
          <Field label={words("disputes.place")}>
            <Input value={f.place ?? ""} onChange={(e) => form.set("place", e.target.value || null)} data-testid="dispute-place" />
          </Field>
          <Field label={words("disputes.room")}>
            <RecordPick
              kind="rooms"
              placeholder={words("pick.room")}
              value={room ?? (f.room ? { id: f.room, name: words("contacts.linked") } : null)}
              onChange={(v) => {
                setRoom(v);
                form.set("room", v?.id ?? null);
              }}
              testid="dispute-room"
            />
          </Field>
        </div>
        <Field
          wide
          label={words("disputes.course")}
          findings={
            open.error
              ? [{ level: "error", message: open.error.message }]
              : asked && f.course.trim() === ""
                ? [{ level: "error", message: words("disputes.course_missing") }]
                : []
          }
        >
          <Input.TextArea
            rows={7}
            value={f.course}
            placeholder={words("disputes.course_hint")}
            onChange={(e) => form.set("course", e.target.value)}
            data-testid="dispute-course"
          />
        </Field>
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="dispute-save">
            {words("form.save")} <kbd>Ctrl S</kbd>
          </Button>
          <Button onClick={leave}>
            {words("form.leave")} <kbd>Esc</kbd>
          </Button>
        </div>
      </EnterForm>
    </Page>
  );
}
