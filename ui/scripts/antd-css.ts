// Cuts Ant Design's styles out into one static file, so that the window needs no <style> element and the policy can say style-src 'self'.
// Both looks share the component rules; each look brings its own block of variables under its key.
import { writeFileSync } from "node:fs";
import { createElement, type ReactNode } from "react";
import { extractStyle } from "@ant-design/static-style-extract";
import { ConfigProvider } from "antd";
import type { Look } from "../src/app/look";
import { themeOf } from "../src/app/theme";

const includes = [
  "Button",
  "Checkbox",
  "Input",
  "InputNumber",
  "Pagination",
  "Radio",
  "Segmented",
  "Select",
  "Skeleton",
  "Switch",
  "Dropdown",
  "Menu",
  "Empty",
  "Spin",
];
const cut = (look: Look) =>
  extractStyle({ includes, customTheme: (node: ReactNode) => createElement(ConfigProvider, { theme: themeOf(look) }, node) });
const rules = (css: string) => css.replace(/<\/?style[^>]*>/g, "");

const light = rules(cut("light"));
const dark = rules(cut("dark"));
// The dark sheet repeats every component rule; only its variables are new.
const darkVariables = [...dark.matchAll(/\.bb-dark[^{}]*\{[^{}]*\}/g)].map((m) => m[0]).join("\n");
if (!light.includes(".bb-light") || !darkVariables) throw new Error("Ant Design's variables were not found in the sheet.");
const file = new URL("../src/app/antd.css", import.meta.url);
writeFileSync(file, `${light}\n${darkVariables}\n`);
console.log(`antd.css: ${Math.round((light.length + darkVariables.length) / 1024)} kB`);
