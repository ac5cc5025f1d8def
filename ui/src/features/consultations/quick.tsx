import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useAct, useDraft, useLocal, useMe } from "../../api";
import { Choice, EnterForm, Field, onKeys, Restored, useForm, type KeyMap } from "../../components";
import { codeOptions, useWords } from "../../words";
import { RecordPick } from "../people/person-pick";
import { continuesAt, LETTERS } from "./lib";

type Fields = { kind: string; channel: string | null; person: { id: string; name: string } | null; asker: string | null; text: string };

/** Logs a consultation over whatever is on the screen: a letter, who, one text box, Enter. */
export function QuickConsult({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const me = useMe();
  const [, go] = useLocation();
  const [chosen] = useLocal("area");
  const [about, setAbout] = useLocal("about");
  const [, setOpening] = useLocal("opening");
  const [area, setArea] = useState(chosen ?? me?.areas[0]?.id ?? null);
  const form = useForm<Fields>({ kind: "help", channel: "office", person: about, asker: null, text: "" });
  const f = form.fields;
  const log = useAct("consultationLog", true);
  const draft = useDraft("consultation:quick", f, form.dirty, (x) => form.restore(x as Partial<Fields>));
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("[data-kinds]")?.focus(), []);

  const close = () => {
    setAbout(null);
    draft.drop(onClose);
  };
  const toWho = () => box.current?.querySelector<HTMLInputElement>("[data-testid=consult-who] input")?.focus();
  const pick = (kind: string) => {
    form.set("kind", kind);
    toWho();
  };
  const save = () => {
    if (f.text.trim() === "" || log.isPending) return void box.current?.querySelector("textarea")?.focus();
    const asked = {
      area,
      kind: f.kind,
      channel: f.channel,
      person: f.person?.id ?? null,
      asker: f.person ? null : f.asker,
      text: f.text.trim(),
      answer: null,
    };
    log.mutate([asked], {
      onSuccess: () => {
        const next = continuesAt(f.kind);
        if (f.kind === "dispute") setOpening({ course: f.text.trim(), person: f.person ?? (f.asker ? { id: null, name: f.asker } : null) });
        if (next) go(next);
        close();
      },
    });
  };
  const kinds = codeOptions("consultation_kind");
  const letters: KeyMap = { enter: toWho, escape: close };
  for (const k of kinds) if (LETTERS[k.value]) letters[LETTERS[k.value]!] = () => pick(k.value);

  return (
    <aside className="panel consult" data-testid="consult">
      <header>
        <h2>{words("consult.title")}</h2>
        <button type="button" className="link" onClick={close}>
          {words("form.leave")} <kbd>Esc</kbd>
        </button>
      </header>
      <div ref={box}>
        <EnterForm onSave={save} onLeave={close}>
          <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset())} />
          <div className="field">
            <label className="field-label">{words("consult.kind")}</label>
            <div className="kinds" data-kinds tabIndex={0} onKeyDown={onKeys(letters)} data-testid="consult-kinds">
              {kinds.map((k) => (
                <button
                  key={k.value}
                  type="button"
                  tabIndex={-1}
                  aria-pressed={f.kind === k.value}
                  data-testid={`consult-kind-${k.value}`}
                  onClick={() => pick(k.value)}
                >
                  <kbd>{LETTERS[k.value]?.toUpperCase()}</kbd> {k.label}
                </button>
              ))}
            </div>
          </div>
          <Field label={words("consult.who")}>
            <RecordPick
              value={f.person}
              onChange={(v) => form.set("person", v)}
              free={f.asker}
              onFree={(v) => form.set("asker", v)}
              placeholder={words("consult.who_hint")}
              testid="consult-who"
            />
          </Field>
          <Field label={words("consult.text")} findings={log.error ? [{ level: "error", message: log.error.message }] : []}>
            <Input.TextArea
              rows={4}
              value={f.text}
              onChange={(e) => form.set("text", e.target.value)}
              onKeyDown={onEnter(save)}
              data-testid="consult-text"
            />
          </Field>
          <div className="form-row">
            <Field label={words("consult.channel")}>
              <Choice
                value={f.channel}
                options={codeOptions("channel")}
                onChange={(v) => form.set("channel", v)}
                testid="consult-channel"
              />
            </Field>
            {(me?.areas.length ?? 0) > 1 ? (
              <Field label={words("area.area")}>
                <Choice
                  value={area}
                  options={(me?.areas ?? []).map((a) => ({ value: a.id, label: a.name }))}
                  onChange={setArea}
                  testid="consult-area"
                />
              </Field>
            ) : null}
          </div>
          <div className="form-acts">
            <Button type="primary" onClick={save} data-testid="consult-save">
              {words("form.save")} <kbd>Enter</kbd>
            </Button>
            <span className="quiet">{words("consult.newline")}</span>
          </div>
        </EnterForm>
      </div>
    </aside>
  );
}

/** Enter saves, Shift+Enter starts a new line. */
function onEnter(save: () => void) {
  const hear = onKeys({ enter: save });
  return (event: React.KeyboardEvent) => {
    if (!event.shiftKey) hear(event);
  };
}
