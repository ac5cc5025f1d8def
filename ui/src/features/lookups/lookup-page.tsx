import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { actNow, asAppError, type AppError, type LookupAnswer, type LookupForm } from "../../api";
import { Choice, DayInput, EnterForm, Field, Page } from "../../components";
import { codeOptions, useWords } from "../../words";
import { Found } from "./found";
import { blank, isWhole } from "./lib";

/** One person outside the user's areas, asked for at the station. The answer lives in this page alone and goes with it. */
export function LookupPage() {
  const words = useWords();
  const [form, setForm] = useState<LookupForm>(blank);
  const [answer, setAnswer] = useState<LookupAnswer | null>(null);
  const [wrong, setWrong] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<LookupForm>) => setForm((before) => ({ ...before, ...change }));
  const forget = () => {
    setAnswer(null);
    setForm(blank);
  };
  useEffect(() => {
    if (!answer) return;
    const over = setTimeout(forget, answer.left_ms);
    return () => clearTimeout(over);
  }, [answer]);
  // Not a kept answer of the data layer: nothing of it outlives this page.
  const ask = () => {
    if (!isWhole(form) || busy) return;
    setBusy(true);
    setWrong(null);
    setAnswer(null);
    actNow("lookupFind", form)
      .then(setAnswer, (error: unknown) => setWrong(asAppError(error)))
      .finally(() => setBusy(false));
  };
  const byNumber = form.number.trim() !== "";
  return (
    <Page title={words("lookup.title")} testid="lookup-page">
      <p className="quiet">{words("lookup.lead")}</p>
      <EnterForm onSave={ask} onLeave={forget} testid="lookup-form">
        <div className="form-row">
          <Field label={words("lookup.number")}>
            <Input value={form.number} onChange={(e) => set({ number: e.target.value })} className="tabular" data-testid="lookup-number" />
          </Field>
        </div>
        <div className="form-row">
          <Field label={`${words("lookup.or")} ${words("lookup.name")}`}>
            <Input value={form.name} disabled={byNumber} onChange={(e) => set({ name: e.target.value })} data-testid="lookup-name" />
          </Field>
          <Field label={words("lookup.birth")}>
            <DayInput value={form.birth || null} onChange={(birth) => set({ birth: birth ?? "" })} testid="lookup-birth" />
          </Field>
          <Field label={`${words("lookup.or")} ${words("lookup.phone")}`}>
            <Input
              value={form.phone}
              disabled={byNumber}
              onChange={(e) => set({ phone: e.target.value })}
              className="tabular"
              data-testid="lookup-phone"
            />
          </Field>
        </div>
        <div className="form-row">
          <Field label={words("lookup.reason")}>
            <Choice
              value={form.reason || null}
              options={codeOptions("lookup_reason")}
              onChange={(reason) => set({ reason: reason ?? "" })}
              testid="lookup-reason"
            />
          </Field>
          <Field wide label={words("lookup.words")} findings={wrong ? [{ level: "error", message: wrong.message }] : []}>
            <Input
              value={form.words}
              maxLength={200}
              placeholder={words("lookup.words_hint")}
              onChange={(e) => set({ words: e.target.value })}
              data-testid="lookup-words"
            />
          </Field>
        </div>
        <div className="form-acts">
          <Button type="primary" onClick={ask} disabled={!isWhole(form) || busy} data-testid="lookup-ask">
            {words(busy ? "lookup.asking" : "lookup.ask")} <kbd>Enter</kbd>
          </Button>
        </div>
      </EnterForm>
      {answer ? <Found key={answer.grant} answer={answer} onForget={forget} /> : null}
    </Page>
  );
}
