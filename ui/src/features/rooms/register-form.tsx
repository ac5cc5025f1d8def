import { Button, Input } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { readNow, useAct, useDraft, useLocal, useRead, type RegisterForm as Fields } from "../../api";
import { Choice, DayInput, EnterForm, Field, onKeys, Restored, useForm, useLater } from "../../components";
import { codeLabel, codeOptions, day, today, useWords } from "../../words";
import { asSent, emptyForm, findingsFor, fromRoommates, isPassport, tellsNothing } from "./register-lib";
import { SamePeople } from "./same-people";

type Props = { room: string; onDone: (again: boolean) => void };

/** Registers one person in a room, in the order people say things; the cursor is never lost. */
export function RegisterForm({ room, onDone }: Props) {
  const words = useWords();
  const [last, setLast] = useLocal("lastEntry");
  const form = useForm<Fields>(emptyForm(room, today(), last));
  const f = form.fields;
  const [asked, setAsked] = useState(false);
  const [round, setRound] = useState(0);
  const [saved, setSaved] = useState(0);
  const first = useRef<HTMLDivElement>(null);

  const asking = useLater(JSON.stringify(asSent(f, undefined)), 60);
  const checked = useRead(
    "personCheck",
    useMemo(() => [JSON.parse(asking) as Fields], [asking]),
    true,
  );
  const check = checked.data;
  const full = useRead("roomPage", [room]).data?.full ?? "";
  const register = useAct("personRegister", true);
  const draft = useDraft(`register:${room}`, f, form.dirty, (x) => form.restore(x as Partial<Fields>));

  useEffect(() => {
    const fill = check ? fromRoommates(f, form.touched, check, last) : {};
    if (Object.keys(fill).length > 0) form.fill(fill);
  }, [check]); // eslint-disable-line react-hooks/exhaustive-deps -- what the room tells is taken once per answer
  useEffect(() => first.current?.querySelector<HTMLInputElement>("input[data-testid=register-number]")?.focus(), [round]);

  const minor = check?.minor ?? false;
  useEffect(() => {
    // A quick Enter may have gone on to a field that a minor has not; the cursor is not lost with it.
    if (minor && document.activeElement === document.body)
      first.current?.querySelector<HTMLInputElement>("[data-testid=register-guardian] input")?.focus();
  }, [minor]);

  const startOver = () => {
    form.reset(emptyForm(room, today(), last));
    setAsked(false);
    register.reset();
    setRound((r) => r + 1);
  };
  const save = async (again: boolean) => {
    setAsked(true);
    if (f.name.trim() === "" || register.isPending) return;
    // The answer on the screen may be a keystroke old; what is saved is checked as it stands.
    const sure = await readNow("personCheck", asSent(f, undefined)).catch(() => check);
    if (sure?.findings.some((x) => x.level === "error")) return;
    const entry = { reason: f.reason, period: f.period, dwelling: f.dwelling };
    register.mutate([asSent(f, sure)], {
      onSuccess: () => {
        setLast(entry);
        setSaved((n) => n + 1);
        draft.drop(() => {
          if (again) {
            form.reset(emptyForm(room, today(), entry));
            setAsked(false);
            setRound((r) => r + 1);
          } else onDone(false);
        });
      },
    });
  };
  const leave = () => draft.drop(() => onDone(false));

  const same = check?.same ?? [];
  const foreign = check?.foreign ?? isPassport(f.document_type);
  // A number passed over tells no more than a passport's.
  const untold = tellsNothing(f.document_type) || (!f.number && f.name.trim() !== "");
  const say = (field: string) => findingsFor(field, check?.findings ?? [], form.touched[field as keyof Fields] ?? false, asked);
  const text = (name: "name" | "name_latin" | "phone" | "employer" | "nationality", value = f[name] ?? "") => (
    <Input
      value={value}
      onChange={(e) => form.set(name, name === "name" ? e.target.value : e.target.value || null)}
      data-testid={`register-${name}`}
    />
  );
  const roommates = check?.roommates;
  const takeHousehold = () => {
    form.set("household_code", roommates?.household_code ?? null);
    form.set("household_name", roommates?.household_name ?? null);
  };
  const derived =
    check?.birth && f.number ? (
      <span className="tone-done" data-testid="register-derived">
        ✓ {codeLabel("sex", check.sex)} · {check.birth}
        {check.age !== null ? ` · ${words("person.age", { age: check.age })}` : ""}
      </span>
    ) : null;

  return (
    <EnterForm key={round} onSave={() => void save(false)} onSaveNext={() => void save(true)} onLeave={leave} testid="register-form">
      <div ref={first}>
        <h2>
          {words("register.title")} <span className="quiet">{full}</span>
          {saved > 0 ? <small className="tone-done"> ✓ {words("register.saved_here", { count: saved })}</small> : null}
        </h2>
        <Restored on={draft.restored} onDrop={() => draft.drop(startOver)} />
        <div className="form-row form-row-number">
          <Field label={words("register.document_type")}>
            <Choice
              value={f.document_type}
              options={codeOptions("document_type")}
              onChange={(v) => form.set("document_type", v)}
              testid="register-document_type"
            />
          </Field>
          <Field label={words("register.number")} findings={say("number")} aside={derived} wide>
            <Input
              className="tabular"
              autoComplete="off"
              value={f.number ?? ""}
              onChange={(e) => form.set("number", e.target.value || null)}
              data-testid="register-number"
            />
          </Field>
        </div>
        {minor ? (
          <p className="finding finding-info" data-testid="register-minor">
            {words("register.minor")}
          </p>
        ) : null}
        <SamePeople same={same.filter((x) => x.why !== "phone")} chosen={f.person} onChoose={(id) => form.set("person", id)} />
        <div className="form-row">
          <Field
            label={words("register.name")}
            findings={say("name")}
            aside={check?.pinyin && f.name ? <span className="quiet">{check.pinyin}</span> : null}
          >
            {text("name")}
          </Field>
          {foreign ? (
            <>
              <Field label={words("register.name_latin")} findings={say("name_latin")}>
                {text("name_latin")}
              </Field>
              <Field label={words("register.nationality")} findings={say("nationality")}>
                {text("nationality")}
              </Field>
            </>
          ) : null}
          {minor || untold ? (
            <>
              <Field label={words("register.birth")} findings={say("birth")}>
                <DayInput value={f.birth ?? check?.birth ?? null} onChange={(v) => form.set("birth", v)} testid="register-birth" />
              </Field>
              {minor ? null : (
                <Field label={words("register.sex")} findings={say("sex")}>
                  <Choice
                    value={f.sex ?? check?.sex ?? null}
                    options={codeOptions("sex")}
                    onChange={(v) => form.set("sex", v)}
                    testid="register-sex"
                  />
                </Field>
              )}
            </>
          ) : null}
          {minor ? (
            <Field label={words("register.guardian")} findings={say("guardian")}>
              <Choice
                value={f.guardian}
                options={(roommates?.guardians ?? []).map((g) => ({ value: g.id, label: g.name }))}
                onChange={(v) => form.set("guardian", v)}
                placeholder={words("register.guardian_hint")}
                testid="register-guardian"
              />
            </Field>
          ) : (
            <Field label={words("register.phone")} findings={say("phone")}>
              <Input
                className="tabular"
                inputMode="tel"
                value={f.phone ?? ""}
                onChange={(e) => form.set("phone", e.target.value || null)}
                data-testid="register-phone"
              />
            </Field>
          )}
        </div>
        <SamePeople same={same.filter((x) => x.why === "phone")} chosen={f.person} onChoose={(id) => form.set("person", id)} />
        {foreign || minor ? null : (
          <Field
            label={words("register.household")}
            findings={say("household_name")}
            wide
            aside={
              roommates?.household_name ? (
                <button type="button" className="link" tabIndex={-1} onClick={takeHousehold} data-testid="register-same-household">
                  {words("register.household_same", { name: roommates.household_name })} <kbd>F2</kbd>
                </button>
              ) : null
            }
          >
            <Input
              value={f.household_name ?? ""}
              placeholder={words("register.household_hint")}
              onKeyDown={onKeys({ f2: takeHousehold })}
              onChange={(e) => {
                form.set("household_name", e.target.value || null);
                form.set("household_code", null);
              }}
              data-testid="register-household"
            />
          </Field>
        )}
        <div className="form-row">
          <Field
            label={words("register.since")}
            findings={say("since")}
            aside={
              check?.due_on ? (
                <span className="quiet" title={check.due_source ?? undefined} data-testid="register-due">
                  {words("register.due", { day: day(check.due_on) })}
                  {check.due_source ? ` · ${check.due_source}` : ""}
                </span>
              ) : null
            }
          >
            <DayInput value={f.since} onChange={(v) => form.set("since", v ?? today())} testid="register-since" />
          </Field>
        </div>
        {minor ? null : (
          <>
            <div className="form-row">
              <Field label={words("register.reason")} findings={say("reason")}>
                <Choice
                  value={f.reason}
                  options={codeOptions("residence_reason")}
                  onChange={(v) => form.set("reason", v)}
                  testid="register-reason"
                />
              </Field>
              <Field label={words("register.period")} findings={say("period")}>
                <Choice value={f.period} options={codeOptions("period")} onChange={(v) => form.set("period", v)} testid="register-period" />
              </Field>
              <Field label={words("register.dwelling")} findings={say("dwelling")}>
                <Choice
                  value={f.dwelling}
                  options={codeOptions("dwelling")}
                  onChange={(v) => form.set("dwelling", v)}
                  testid="register-dwelling"
                />
              </Field>
            </div>
            <Field label={words("register.employer")} findings={say("employer")} wide>
              <Input
                value={f.employer ?? ""}
                placeholder={roommates?.employer ?? ""}
                onChange={(e) => form.set("employer", e.target.value || null)}
                data-testid="register-employer"
              />
            </Field>
          </>
        )}
        {register.error ? (
          <p role="alert" className="finding finding-error" data-testid="register-error">
            ! {register.error.message}
          </p>
        ) : null}
        <div className="form-acts">
          <Button type="primary" onClick={() => void save(false)} data-testid="register-save">
            {words("form.save")} <kbd>Enter</kbd>
          </Button>
          <Button onClick={() => void save(true)} data-testid="register-save-next">
            {words("register.save_next")} <kbd>Ctrl Enter</kbd>
          </Button>
          <Button onClick={leave} data-testid="register-leave">
            {words("form.leave")} <kbd>Esc</kbd>
          </Button>
        </div>
      </div>
    </EnterForm>
  );
}
