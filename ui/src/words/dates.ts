import i18next from "i18next";

// Dates as people say them: 今天, 昨天 09:42, 11月25日; the full date is for the hover.
const english = () => i18next.language === "en";
const two = (n: number) => String(n).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The local calendar day as yyyy-mm-dd. */
export function isoDay(at: Date | number): string {
  const d = typeof at === "number" ? new Date(at) : at;
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}
export const today = (now: Date = new Date()) => isoDay(now);

export function addDays(day: string, days: number): string {
  const [y = 1970, m = 1, d = 1] = day.split("-").map(Number);
  return isoDay(new Date(y, m - 1, d + days));
}

/** "2026-11-25" → "11月25日" (this year) or "2025年8月3日"; today and its neighbours by word. */
export function day(iso: string | null | undefined, now: string = today()): string {
  if (!iso) return "";
  const [y = 0, m = 1, d = 1] = iso.slice(0, 10).split("-").map(Number);
  const word = near(iso.slice(0, 10), now);
  if (word) return word;
  if (english()) return y === Number(now.slice(0, 4)) ? `${d} ${MONTHS[m - 1]}` : `${d} ${MONTHS[m - 1]} ${y}`;
  return y === Number(now.slice(0, 4)) ? `${m}月${d}日` : `${y}年${m}月${d}日`;
}

function near(iso: string, now: string): string | null {
  if (iso === now) return english() ? "today" : "今天";
  if (iso === addDays(now, -1)) return english() ? "yesterday" : "昨天";
  if (iso === addDays(now, 1)) return english() ? "tomorrow" : "明天";
  return null;
}

export function dayFull(iso: string | null | undefined): string {
  if (!iso) return "";
  const [y = 0, m = 1, d = 1] = iso.slice(0, 10).split("-").map(Number);
  return english() ? `${d} ${MONTHS[m - 1]} ${y}` : `${y}年${m}月${d}日`;
}

const clock = (d: Date) => `${two(d.getHours())}:${two(d.getMinutes())}`;

/** Midnight to the millisecond is a day that somebody named, not a time that a clock gave. */
const isDayAlone = (d: Date) => d.getTime() === new Date(d).setHours(0, 0, 0, 0);

/** "09:42" today, "昨天 09:42", else the day alone. */
export function time(at: number | null | undefined, now: Date = new Date()): string {
  if (at == null) return "";
  const d = new Date(at);
  const iso = isoDay(d);
  if (isDayAlone(d)) return day(iso, isoDay(now));
  if (iso === isoDay(now)) return clock(d);
  const said = day(iso, isoDay(now));
  return iso === addDays(isoDay(now), -1) ? `${said} ${clock(d)}` : said;
}
export function timeFull(at: number | null | undefined): string {
  if (at == null) return "";
  const d = new Date(at);
  return isDayAlone(d) ? dayFull(isoDay(at)) : `${dayFull(isoDay(at))} ${clock(d)}`;
}
/** How long ago, in whole days, for lists that only need the order of magnitude. */
export function ago(at: number, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - at) / 86_400_000));
}

/** Reads what people type: 2026-11-20, 20261120, 11-20, 1120, 11月20日. The year that is missing is this one, or last year for a day still to come. */
export function parseDay(typed: string, now: string = today()): string | null {
  const text = typed
    .trim()
    .replace(/[年月./\s]/g, "-")
    .replace(/日$/, "");
  if (text === "今天" || text.toLowerCase() === "today") return now;
  if (text === "昨天" || text.toLowerCase() === "yesterday") return addDays(now, -1);
  const full = /^(\d{4})-?(\d{1,2})-?(\d{1,2})$/.exec(text);
  if (full) return valid(Number(full[1]), Number(full[2]), Number(full[3]));
  const short = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (!short) return null;
  const year = Number(now.slice(0, 4));
  const guess = valid(year, Number(short[1]), Number(short[2]));
  return guess && guess > addDays(now, 31) ? valid(year - 1, Number(short[1]), Number(short[2])) : guess;
}
function valid(y: number, m: number, d: number): string | null {
  const at = new Date(y, m - 1, d);
  return y > 1900 && at.getMonth() === m - 1 && at.getDate() === d ? isoDay(at) : null;
}
