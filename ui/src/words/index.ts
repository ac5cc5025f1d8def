import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import zh from "../../../assets/locales/ui.zh-CN.json";
import en from "../../../assets/locales/ui.en.json";

/** Every sentence of the window. A key that is not in the Chinese file does not compile; words.test.ts finds one that English lacks. */
export type Key = keyof typeof zh;
export type Language = "zh-CN" | "en";
export type Words = (key: Key, values?: Record<string, string | number>) => string;

void i18next.use(initReactI18next).init({
  resources: { "zh-CN": { translation: zh }, en: { translation: en } },
  lng: "zh-CN",
  fallbackLng: "zh-CN",
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
} as Parameters<typeof i18next.init>[0]);

export function useWords(): Words {
  const { t } = useTranslation();
  return t as unknown as Words;
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === "en" ? "en" : "zh-CN";
}

export const language = (): Language => (i18next.language === "en" ? "en" : "zh-CN");
/** For code outside React (pure libs, error mapping). */
export const words: Words = ((key: Key, values?: Record<string, string | number>) => i18next.t(key, values ?? {})) as Words;

export async function speak(to: Language): Promise<void> {
  if (i18next.language !== to) await i18next.changeLanguage(to);
  document.documentElement.lang = to;
}

export { codeLabel, codeOptions, type CodeList } from "./codes";
export { ago, day, dayFull, isoDay, parseDay, time, timeFull, today, addDays } from "./dates";
