import { StyleProvider } from "@ant-design/cssinjs";
import { QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { client, useLocal, useRead } from "../api";
import { Answer, Loading, useKeys } from "../components";
import { EnrolPage } from "../features/session/enrol-page";
import { TroublePage } from "../features/session/trouble-page";
import { UnlockPage } from "../features/session/unlock-page";
import { speak, useLanguage } from "../words";
import { CurtainPage } from "./curtain-page";
import { loadFrame } from "./load-frame";
import { themeOf, type Look } from "./theme";

// The window's policy forbids <style> elements. Ant Design's rules come from the sheet cut out at build time; what its runtime would
// still insert (the blocks of variables, which the sheet holds too) goes into this element, which is never part of the document.
const nowhere = document.createElement("div");

const Frame = lazy(loadFrame);

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Dressed />
    </QueryClientProvider>
  );
}

function Dressed() {
  const look = useLook();
  const language = useLanguage();
  const theme = useMemo(() => ({ ...themeOf(look), zeroRuntime: true }), [look]);
  return (
    <StyleProvider container={nowhere}>
      <ConfigProvider theme={theme} locale={language === "en" ? enUS : zhCN} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
        <Router hook={useHashLocation}>
          <Gate />
        </Router>
      </ConfigProvider>
    </StyleProvider>
  );
}

/** The chosen look, or the system's; the sheet reads it from the root element. */
function useLook(): Look {
  const [choice] = useLocal("look");
  const [system, setSystem] = useState(() => window.matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    const hear = () => setSystem(media.matches);
    media.addEventListener("change", hear);
    return () => media.removeEventListener("change", hear);
  }, []);
  const look = choice === "auto" ? (system ? "dark" : "light") : choice;
  useEffect(() => {
    document.documentElement.dataset.look = look;
  }, [look]);
  return look;
}

/** Which door is open: first run, locked, the curtain, something wrong with the store, or the book itself. */
function Gate() {
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
            <Frame me={s.me} />
          </Suspense>
        );
      }}
    </Answer>
  );
}
