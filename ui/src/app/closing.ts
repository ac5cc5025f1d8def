import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { actNow, enter, flushDrafts, readNow, setLocal, type SessionState } from "../api";

/** As long as the window may take to begin anew, ms. */
const PATIENCE = 3_000;

/** Locked: the page and its process are about to be replaced, and nothing is typed into it any more. */
export function leave(queries: QueryClient, session: SessionState): void {
  enter(queries, { ...session, phase: "closing" });
  setTimeout(() => enter(queries, session), PATIENCE);
}

/** Locking and the curtain. What is half written is kept first, to the last key. */
export function useClosing() {
  const queries = useQueryClient();
  const close = useCallback(
    async (act: "sessionLock" | "curtainDrop") => {
      await flushDrafts();
      try {
        await actNow(act);
      } catch (error) {
        setLocal(queries, "message", { text: (error as Error).message, undo: null, bad: true, at: Date.now() });
      }
      const session = await readNow("sessionState");
      if (session.phase === "locked") leave(queries, session);
      else enter(queries, session);
    },
    [queries],
  );
  const lock = useCallback(() => void close("sessionLock"), [close]);
  const cover = useCallback(() => void close("curtainDrop"), [close]);
  return { lock, cover };
}
