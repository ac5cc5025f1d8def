// Looks at every screen: node scripts/shots.mjs [folder]. Needs the development server and Chromium.
import { mkdirSync, writeFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const out = process.argv[2] ?? "shots";
const only = process.argv[3];
const at = process.env.AT ?? "http://localhost:5173";
mkdirSync(out, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"],
});
const press = async (page, ...keys) => {
  for (const k of keys) {
    const [mod, key] = k.includes("+") ? k.split("+") : [null, k];
    if (mod) await page.keyboard.down(mod);
    await page.keyboard.press(key);
    if (mod) await page.keyboard.up(mod);
  }
};
const click = async (page, id) => (await page.waitForSelector(`[data-testid="${id}"]`, { timeout: 3000 })).click();
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const steps = {
  unlock: { query: "phase=locked" },
  enrol: { query: "phase=fresh", do: (p) => click(p, "enrol") },
  trouble: { query: "phase=trouble" },
  today: { hash: "/today" },
  areas: { hash: "/rooms" },
  buildings: { hash: "/rooms", do: (p) => click(p, "area-青岩刘村") },
  grid: {
    hash: "/rooms",
    do: async (p) => {
      await click(p, "area-青岩刘村");
      await click(p, "building-E区12幢");
      await click(p, "cell-402");
    },
  },
  grid2: {
    hash: "/rooms",
    do: async (p) => {
      await click(p, "area-青岩刘村");
      await click(p, "building-E区9幢");
      await wait(200);
      await press(p, "ArrowDown", "h");
    },
  },
  register: {
    hash: "/rooms",
    do: async (p) => {
      await click(p, "area-青岩刘村");
      await click(p, "building-E区12幢");
      await click(p, "cell-402");
      await wait(200);
      await press(p, "n");
      await wait(200);
      await p.keyboard.type("330799199601010026");
      await press(p, "Enter");
      await p.keyboard.type("李敏");
      await press(p, "Enter");
      await p.keyboard.type("13800132201");
      await press(p, "Enter");
    },
  },
  minor: {
    hash: "/rooms",
    do: async (p) => {
      await click(p, "area-青岩刘村");
      await click(p, "building-E区12幢");
      await click(p, "cell-402");
      await wait(200);
      await press(p, "n");
      await wait(200);
      await p.keyboard.type("330799201801010028");
    },
  },
  people: { hash: "/people" },
  person: { hash: "/people", do: (p) => click(p, "person-0") },
  "person-edit": {
    hash: "/people",
    do: async (p) => {
      await click(p, "person-0");
      await click(p, "person-edit");
    },
  },
  contacts: { hash: "/people/contacts" },
  contact: { hash: "/people/contacts/new" },
  declarations: { hash: "/people/declarations", query: "role=officer" },
  consultations: { hash: "/consultations", do: (p) => click(p, "consultation-0") },
  consult: {
    hash: "/today",
    do: async (p) => {
      await wait(200);
      await press(p, "Control+j");
      await wait(200);
      await press(p, "f");
    },
  },
  disputes: { hash: "/disputes" },
  dispute: { hash: "/disputes", do: (p) => click(p, "dispute-0") },
  "dispute-new": { hash: "/disputes/new" },
  broadcasts: { hash: "/broadcasts" },
  "broadcasts-chief": { hash: "/broadcasts", query: "role=chief" },
  "broadcast-new": { hash: "/broadcasts/new", query: "role=chief" },
  reports: { hash: "/reports" },
  station: { hash: "/station", query: "role=chief" },
  "station-admin": { hash: "/station", query: "role=administrator", do: (p) => click(p, "invite-王丽") },
  sync: { hash: "/sync" },
  import: { hash: "/import" },
  "import-preview": {
    hash: "/import/rooms",
    do: async (p) => {
      const path = `${out}/房屋表.csv`;
      writeFileSync(path, "幢号,房号\n12幢,402\n");
      await (await p.waitForSelector('[data-testid="import-file"]')).uploadFile(path);
      await p.waitForSelector('[data-testid="import-preview"]');
    },
  },
  leave: {
    hash: "/rooms",
    do: async (p) => {
      await click(p, "area-青岩刘村");
      await click(p, "building-E区12幢");
      await click(p, "cell-402");
      await wait(200);
      await press(p, "2", "l");
    },
  },
  "person-officer": {
    hash: "/people",
    query: "role=officer",
    do: async (p) => {
      await click(p, "person-0");
      await click(p, "person-leave");
      await click(p, "void-0");
    },
  },
  parties: {
    hash: "/disputes",
    do: async (p) => {
      await click(p, "dispute-0");
      await click(p, "parties-edit");
      await click(p, "party-add");
    },
  },
  asker: {
    hash: "/today",
    do: async (p) => {
      await wait(200);
      await press(p, "Control+j");
      await wait(200);
      await press(p, "f");
      await p.keyboard.type("路人");
      await wait(300);
    },
  },
  search: {
    hash: "/today",
    do: async (p) => {
      await wait(200);
      await press(p, "Control+k");
      await p.keyboard.type("李");
    },
  },
  keys: {
    hash: "/today",
    do: async (p) => {
      await wait(200);
      await press(p, "?");
    },
  },
};
for (const [name, s] of Object.entries(steps)) {
  if (only && !only.split(",").includes(name)) continue;
  for (const [language, look] of (process.env.LOOKS ?? "zh-CN:light,en:dark").split(",").map((x) => x.split(":"))) {
    const page = await browser.newPage();
    page.on("pageerror", (e) => console.log(`${name}: ${e.message}`));
    page.on("console", (m) => ["error", "warn"].includes(m.type()) && console.log(`${name}: ${m.text().slice(0, 300)}`));
    await page.setViewport({ width: Number(process.env.W ?? 1366), height: Number(process.env.H ?? 768) });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look }]);
    await page.goto(`${at}/?language=${language}&${s.query ?? ""}#${s.hash ?? "/"}`, { waitUntil: "networkidle0" });
    await s.do?.(page).catch((e) => console.log(`${name}: ${e.message}`));
    await wait(500);
    await page.screenshot({ path: `${out}/${name}.${language}.${look}.png` });
    await page.close();
  }
}
await browser.close();
