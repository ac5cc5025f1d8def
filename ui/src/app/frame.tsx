import { useEffect } from "react";
import { useLocation } from "wouter";
import { client, setLocal, useLocal, useRead, type Me } from "../api";
import { Fallen, useKeys, type KeyMap } from "../components";
import { QuickConsult } from "../features/consultations/quick";
import { useWords } from "../words";
import { Help } from "./help";
import { useClosing } from "./closing";
import { CURTAIN_MS, useIdleLock } from "./idle-lock";
import { MessageLine } from "./message-line";
import { homeOf, navFor } from "./nav";
import { Screens } from "./screens";
import { StatusLine } from "./status-line";
import { TopBar } from "./top-bar";

export function Frame({ me }: { me: Me }) {
  const [path, go] = useLocation();
  const [panel, setPanel] = useLocal("panel");
  const { lock, cover } = useClosing();
  const hasPin = useRead("curtainState", []).data?.set ?? false;
  const items = navFor(me);
  const consult = me.may.includes("consult");

  const keys: KeyMap = {
    f12: lock,
    "alt+l": cover,
    "ctrl+j": consult ? () => setPanel("consult") : undefined,
    "?": () => setPanel(panel === "keys" ? "none" : "keys"),
    "ctrl+k": () => document.querySelector<HTMLInputElement>("#search")?.focus(),
  };
  items.forEach((item, i) => (keys[`alt+${i + 1}`] = () => go(item.path)));
  useKeys(keys);
  useIdleLock(lock);
  // Without a PIN there is nothing to lift it: Rust would lock.
  useIdleLock(cover, hasPin ? CURTAIN_MS : Infinity);
  const sync = useRead("syncState", []).data;
  const ended = sync?.ended ?? false;
  useEffect(() => {
    if (ended) lock();
  }, [ended, lock]);

  useEffect(() => {
    if (path === "/" || path === "") go(homeOf(me), { replace: true });
  }, [path, me, go]);

  return (
    <div className="frame">
      <Navigation me={me} path={path} go={go} />
      <TopBar me={me} onLock={lock} onCover={cover} />
      {sync?.notice ? (
        <p className="notice" role="status" data-testid="notice">
          ! {sync.notice}
        </p>
      ) : null}
      <main className="main">
        <Fallen key={path.split("/")[1]}>
          <Screens me={me} />
        </Fallen>
        {panel === "consult" ? <QuickConsult onClose={() => setPanel("none")} /> : null}
        {panel === "keys" ? <Help onClose={() => setPanel("none")} /> : null}
        <MessageLine />
      </main>
      <StatusLine onLock={lock} />
    </div>
  );
}

function Navigation({ me, path, go }: { me: Me; path: string; go: (to: string) => void }) {
  const words = useWords();
  const [area] = useLocal("area");
  const [folded] = useLocal("folded");
  const counts = useRead("navCounts", [area], true).data;
  return (
    <nav className={`nav${folded ? " nav-folded" : ""}`}>
      <button
        type="button"
        className="nav-name"
        title={words("nav.fold")}
        data-testid="nav-fold"
        onClick={() => setLocal(client, "folded", !folded)}
      >
        {folded ? words("app.short") : words("app.name")}
      </button>
      {navFor(me).map((item, i) => {
        const count = item.count && counts ? counts[item.count] : 0;
        return (
          <button
            key={item.name}
            type="button"
            className={path.startsWith(item.path) ? "nav-item nav-here" : "nav-item"}
            title={`${words(item.label)} · Alt ${i + 1}`}
            data-testid={`nav-${item.name}`}
            onClick={() => go(item.path)}
          >
            <span>{folded ? words(item.label).slice(0, 2) : words(item.label)}</span>
            {count > 0 ? (
              <span className="nav-count" data-testid={`count-${item.name}`}>
                {count > 99 ? "99+" : count}
              </span>
            ) : null}
          </button>
        );
      })}
    </nav>
  );
}
