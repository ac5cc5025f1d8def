import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import codes from "../../../assets/codes.json";
import en from "../../../assets/locales/ui.en.json";
import zh from "../../../assets/locales/ui.zh-CN.json";
import { codeLabel, day, parseDay, speak, time } from "./index";

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((e) => {
    const path = join(folder, e.name);
    return e.isDirectory() ? sources(path) : /\.tsx?$/.test(e.name) && !e.name.includes(".test.") ? [path] : [];
  });
const code = sources(join(import.meta.dirname, "..")).map((path) => ({ path, text: readFileSync(path, "utf8") }));
const all = code.map((c) => c.text).join("\n");
const prefixes = [...all.matchAll(/`([a-z_]+\.(?:[a-z_]*))\$\{/g)].map((m) => m[1]!);

afterEach(() => speak("zh-CN"));

test("both languages have the same keys", () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
});
test("no sentence is empty and both languages fill in the same values", () => {
  const holes = (s: string) => (s.match(/\{\{\w+\}\}/g) ?? []).sort().join();
  for (const [key, text] of Object.entries(zh)) {
    const other = (en as Record<string, string>)[key]!;
    expect(text.trim() && other.trim(), key).toBeTruthy();
    expect(holes(other), key).toBe(holes(text));
  }
});
test("every key that the code asks for exists", () => {
  const asked = [...all.matchAll(/words\(\s*"([^"]+)"/g), ...all.matchAll(/[?:]\s"([a-z]+\.[a-z_0-9]+)"/g)].map((m) => m[1]!);
  expect(asked.filter((key) => !(key in zh))).toEqual([]);
  expect(asked.length).toBeGreaterThan(100);
});
test("every key is used somewhere", () => {
  const unused = Object.keys(zh).filter((key) => !all.includes(`"${key}"`) && !prefixes.some((p) => key.startsWith(p)));
  expect(unused).toEqual([]);
});
test("every kind of record has a word", () => {
  const register = readFileSync(join(import.meta.dirname, "../../../assets/data-register.toml"), "utf8");
  const kinds = [...register.matchAll(/^\[\[kind\]\]\nname = "(\w+)"/gm)].map((m) => `kind.${m[1]!}`);
  expect(kinds.length).toBeGreaterThan(20);
  expect(kinds.filter((key) => !(key in zh))).toEqual([]);
});
test("every task that Rust puts on the page of today has a word, and so has every code", () => {
  const folder = join(import.meta.dirname, "../../../crates/app/src/today");
  const rust = readdirSync(folder).filter((f) => f.endsWith(".rs") && f !== "tests.rs");
  const text = rust.map((f) => readFileSync(join(folder, f), "utf8")).join("\n");
  const what = [...text.matchAll(/"((?:declaration|renewal|call|consultation|dispute|broadcast|not|conflict|opened)_[a-z_]+)"/g)].map(
    (m) => m[1]!,
  );
  const tasks = what.filter((w) => !/_(oks|passes|kind|state|type|found)$/.test(w));
  expect(tasks).toContain("conflict_open");
  expect(tasks.filter((w) => !(`what.${w}` in zh))).toEqual([]);
  for (const list of Object.values(codes)) for (const c of list) expect(c.zh && c.en).toBeTruthy();
});
test("no Chinese text stands in the code itself", () => {
  const loud = code.filter((c) => !/\/api\/fake|words\/dates\.ts|theme\.ts/.test(c.path));
  const found = loud.filter((c) => /[\u4e00-\u9fff]/.test(c.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").replace("中/EN", "").replaceAll("单元$", ""))); // prettier-ignore
  expect(found.map((c) => c.path)).toEqual([]);
});
test("words that the glossary avoids are avoided", () => {
  for (const [key, text] of Object.entries(zh))
    expect(/重点人员|管控|外来人口|外地人|杀猪盘|客户|操作失败|请稍后/.test(text), key).toBe(false);
});
test("Chinese sentences carry Chinese punctuation", () => {
  for (const [key, text] of Object.entries(zh))
    expect(/[\u4e00-\u9fff\u201d}] ?[,;:?!()](?!\/\/)|[,;:?!()] ?[\u4e00-\u9fff\u201c]/.test(text), key).toBe(false);
});
test("an unknown code shows as itself", async () => {
  expect([codeLabel("sex", "male"), codeLabel("sex", "x")]).toEqual(["男", "x"]);
  await speak("en");
  expect(codeLabel("sex", "male")).toBe("Male");
});
test("dates are said as people say them", async () => {
  const now = "2026-11-22";
  expect([day(now, now), day("2026-11-21", now), day("2026-11-25", now), day("2025-08-03", now)]).toEqual(["今天", "昨天", "11月25日", "2025年8月3日"]); // prettier-ignore
  expect(time(new Date(2026, 10, 21, 9, 42).getTime(), new Date(2026, 10, 22, 12))).toBe("昨天 09:42");
  await speak("en");
  expect(day("2026-11-25", now)).toBe("25 Nov");
});
test("dates are read as people type them", () => {
  const now = "2026-11-22";
  expect(["2026-11-20", "20261120", "11-20", "1120", "11月20日", "今天"].map((t) => parseDay(t, now))).toEqual([
    ...Array(5).fill("2026-11-20"),
    now,
  ]);
  expect([parseDay("1231", "2026-01-05"), parseDay("0230", now), parseDay("x", now)]).toEqual(["2025-12-31", null, null]);
});
