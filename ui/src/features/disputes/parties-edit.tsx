import { Button } from "antd";
import { useRef, useState } from "react";
import { actNow, asAppError, useDraft, useLocal, type DisputePage, type Json, type Party } from "../../api";
import { EnterForm, Findings, Restored, useForm } from "../../components";
import { useWords } from "../../words";
import { partyEdits, startOf } from "./lib";
import { Parties } from "./parties";

/** Corrects or adds parties: one record each, only what was touched is sent, a masked number only when typed anew. */
export function PartiesEdit({ dispute: d, onClose }: { dispute: DisputePage; onClose: () => void }) {
  const words = useWords();
  const [, setMessage] = useLocal("message");
  const [stored] = useState(d.parties);
  const form = useForm({ parties: startOf(stored) });
  const [wrong, setWrong] = useState<string | null>(null);
  // What went through before another one was refused is not sent twice.
  const sent = useRef(new Set<string>());
  const [busy, setBusy] = useState(false);
  const draft = useDraft(`dispute_parties:${d.id}`, form.fields as unknown as Record<string, Json>, form.dirty, (x) =>
    form.restore(x as unknown as { parties: Party[] }),
  );
  const leave = () => draft.drop(onClose);
  const save = async () => {
    if (busy) return;
    const edits = partyEdits(d.id, stored, form.fields.parties);
    if (edits.length === 0) return leave();
    if (edits.some((e) => e.fields.name === "")) return setWrong(words("form.name_missing"));
    setBusy(true);
    setWrong(null);
    try {
      let done = null;
      for (const edit of edits.filter((e) => !sent.current.has(JSON.stringify(e)))) {
        done = await actNow("recordPut", edit);
        sent.current.add(JSON.stringify(edit));
      }
      // Each party is a change of its own; several are not taken back by one key.
      if (done) setMessage({ text: done.message, undo: edits.length === 1 ? done.undo : null, bad: false, at: Date.now() });
      leave();
    } catch (e) {
      setWrong(asAppError(e).message);
      setBusy(false);
    }
  };
  return (
    <EnterForm onSave={() => void save()} onLeave={leave} testid="parties-form">
      <Restored on={draft.restored} onDrop={() => draft.drop(() => form.reset({ parties: startOf(stored) }))} />
      <Parties value={form.fields.parties} stored={stored} onChange={(v) => form.set("parties", v)} />
      <Findings findings={wrong ? [{ level: "error", message: wrong }] : []} />
      <div className="form-acts">
        <Button type="primary" onClick={() => void save()} disabled={busy} data-testid="parties-save">
          {words("form.save")} <kbd>Ctrl S</kbd>
        </Button>
        <Button onClick={leave} data-testid="parties-cancel">
          {words("form.leave")} <kbd>Esc</kbd>
        </Button>
      </div>
    </EnterForm>
  );
}
