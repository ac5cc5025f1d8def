import { StyleProvider } from "@ant-design/cssinjs";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo } from "react";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import type { Me } from "../api";
import { useLanguage } from "../words";
import { Frame } from "./frame";
import { useLook } from "./look";
import { themeOf } from "./theme";

// The window's policy forbids <style> elements. Ant Design's rules come from the sheet cut out at build time; what its runtime would
// still insert (the blocks of variables, which the sheet holds too) goes into this element, which is never part of the document.
const nowhere = document.createElement("div");

/** What is behind the doors: the screens in their frame. */
export function Book({ me }: { me: Me }) {
  const look = useLook();
  const language = useLanguage();
  const theme = useMemo(() => ({ ...themeOf(look), zeroRuntime: true }), [look]);
  return (
    <StyleProvider container={nowhere}>
      <ConfigProvider theme={theme} locale={language === "en" ? enUS : zhCN} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
        <Router hook={useHashLocation}>
          <Frame me={me} />
        </Router>
      </ConfigProvider>
    </StyleProvider>
  );
}
