import i18next from "i18next";
import codes from "../../../assets/codes.json";

export type CodeList = keyof typeof codes;
type Code = { code: string; zh: string; en: string };

const lists = codes as Record<CodeList, Code[]>;
const label = (c: Code) => (i18next.language === "en" ? c.en : c.zh);

/** A code nobody knows here (a newer station's list) shows as itself. */
export function codeLabel(list: CodeList, code: string | null | undefined): string {
  if (!code) return "";
  const found = lists[list].find((c) => c.code === code);
  return found ? label(found) : code;
}

export function codeOptions(list: CodeList): { value: string; label: string }[] {
  return lists[list].map((c) => ({ value: c.code, label: label(c) }));
}
