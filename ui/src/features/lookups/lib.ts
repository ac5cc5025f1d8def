import type { LookupForm } from "../../api";

export const blank: LookupForm = { number: "", name: "", birth: "", phone: "", reason: "", words: "" };

/** Whether it names one person whole and says why; Rust and the station look again. */
export function isWhole(form: LookupForm): boolean {
  const typed = (field: "number" | "name" | "birth" | "phone" | "words") => form[field].trim() !== "";
  return (typed("number") || (typed("name") && (typed("birth") || typed("phone")))) && form.reason !== "" && typed("words");
}
