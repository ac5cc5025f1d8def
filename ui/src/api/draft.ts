import { useCallback, useEffect, useRef, useState } from "react";
import type { Base, Json } from "./bindings";
import { actNow, readNow } from "./query";

type Fields = { [key: string]: Json };

/** Drafts on their way out: a form that opens again meanwhile waits, so that it does not find the text it has just saved. */
const dropping = new Map<string, Promise<unknown>>();

/** Drafts that wait for the end of the typing, each with how it is saved now. */
const waiting = new Set<() => Promise<unknown>>();

/** Saves at once what waits; the window is about to be closed to it. */
export const flushDrafts = (): Promise<unknown> => Promise.all([...waiting].map((save) => save()));

/**
 * Keeps a form's fields through a crash: saved 300 ms after the last keystroke under `key`, handed to `restore` when the form opens
 * again. Nothing is saved before the stored draft was looked for, so that an empty form never overwrites it. `drop` goes on at
 * once with what follows: a key pressed after Esc must not land in the form that was left.
 */
export function useDraft(
  key: string | null,
  fields: Fields,
  touched: boolean,
  restore: (fields: Fields) => void,
  base: Base | null = null,
) {
  const [restored, setRestored] = useState(false);
  const [ready, setReady] = useState<string | null>(null);
  const latest = useRef({ restore, base });
  useEffect(() => {
    latest.current = { restore, base };
  });

  useEffect(() => {
    let gone = false;
    setRestored(false);
    if (!key) return;
    void Promise.resolve(dropping.get(key))
      .then(() => readNow("draftGet", key))
      .catch(() => null)
      .then((draft) => {
        if (gone) return;
        if (draft) {
          latest.current.restore(draft.fields);
          setRestored(true);
        }
        setReady(key);
      });
    return () => {
      gone = true;
    };
  }, [key]);

  const text = JSON.stringify(fields);
  const own = useRef<(() => Promise<unknown>) | null>(null);
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (!key || ready !== key || !touched) return;
    const save = () => {
      waiting.delete(save);
      if (pending.current) clearTimeout(pending.current);
      const draft = { key, fields: JSON.parse(text) as Fields, base: latest.current.base, saved_at: Date.now() };
      return actNow("draftSave", draft).catch(() => null);
    };
    waiting.add(save);
    own.current = save;
    pending.current = setTimeout(() => void save(), 300);
    return () => {
      waiting.delete(save);
      if (pending.current) clearTimeout(pending.current);
    };
  }, [key, ready, touched, text]);

  const drop = useCallback(
    (then?: () => void) => {
      if (pending.current) clearTimeout(pending.current);
      if (own.current) waiting.delete(own.current);
      setRestored(false);
      if (key) {
        const gone: Promise<unknown> = actNow("draftDrop", key)
          .catch(() => null)
          .finally(() => dropping.get(key) === gone && dropping.delete(key));
        dropping.set(key, gone);
      }
      then?.();
    },
    [key],
  );
  return { restored, drop };
}
