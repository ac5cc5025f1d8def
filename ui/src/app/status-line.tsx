import { useLocation } from "wouter";
import { useLocal, useRead } from "../api";
import { useWords } from "../words";
import { useSwitchLanguage } from "./switch-language";

/** What is stored, what waits and when it was last synced, in one sentence; a click opens the sync page. */
export function StatusLine({ onLock }: { onLock: () => void }) {
  const words = useWords();
  const [, go] = useLocation();
  const state = useRead("syncState", []).data;
  const [panel, setPanel] = useLocal("panel");
  const switchLanguage = useSwitchLanguage();
  const tone = !state ? "quiet" : !state.stored ? "late" : state.not_accepted > 0 ? "note" : state.waiting > 0 ? "info" : "done";
  return (
    <footer className="status">
      <button type="button" className="status-sentence" data-testid="status-line" onClick={() => go("/sync")}>
        <i className={`dot tone-${tone}`} aria-hidden />
        {state?.sentence ?? ""}
        {state?.progress ? <span className="tabular"> · {words("sync.progress", state.progress)}</span> : null}
      </button>
      {state ? (
        <span className="quiet">{words(state.running ? "sync.running" : state.online ? "sync.online" : "sync.offline")}</span>
      ) : null}
      <button type="button" data-testid="lock" onClick={onLock}>
        {words("lock.lock")} <kbd>F12</kbd>
      </button>
      <button type="button" data-testid="keys" title={words("keys.title")} onClick={() => setPanel(panel === "keys" ? "none" : "keys")}>
        {words("keys.short")} <kbd>?</kbd>
      </button>
      <button type="button" data-testid="language" onClick={() => void switchLanguage()}>
        中/EN
      </button>
    </footer>
  );
}
