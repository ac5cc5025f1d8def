import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { client, useRead } from "../api";
import { Answer, Loading, useKeys } from "../components";
import { EnrolPage } from "../features/session/enrol-page";
import { TroublePage } from "../features/session/trouble-page";
import { UnlockPage } from "../features/session/unlock-page";
import { speak } from "../words";
import { CurtainPage } from "./curtain-page";
import { loadBook } from "./load-book";
import { useLook } from "./look";

const Book = lazy(loadBook);

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Gate />
    </QueryClientProvider>
  );
}

/** Which door is open: first run, locked, the curtain, something wrong with the store, or the book itself. */
function Gate() {
  useLook();
  const session = useRead("sessionState", []);
  const spoken = session.data?.language;
  useEffect(() => {
    if (spoken) void speak(spoken);
  }, [spoken]);
  // Menus of the web view mean nothing here; F5 would only lose what is being typed.
  useKeys({ f5: () => undefined, "ctrl+r": () => undefined });
  return (
    <Answer of={session}>
      {(s) => {
        if (s.phase === "fresh") return <EnrolPage told={s.trouble?.message ?? null} />;
        if (s.phase === "locked") return <UnlockPage session={s} />;
        if (s.phase === "closing") return <div className="door" data-testid="closing" />;
        if (s.phase === "covered") return <CurtainPage />;
        if (s.phase === "trouble" || !s.me) return <TroublePage session={s} />;
        return (
          <Suspense fallback={<Loading />}>
            <Book me={s.me} />
          </Suspense>
        );
      }}
    </Answer>
  );
}
