import type { Me } from "./bindings";
import { useRead } from "./query";

export function useMe(): Me | null {
  return useRead("sessionState", []).data?.me ?? null;
}
/** Whether the book shows this person records of people: the administrator keeps accounts and devices, the auditor reads the log. */
export const seesPersons = (me: Me | null): boolean => me?.role !== "administrator" && me?.role !== "auditor";

/** Whether this account may do an act; the words are Rust's (`may`). */
export function useMay(): (act: string) => boolean {
  const me = useMe();
  return (act) => me?.may.includes(act) ?? false;
}
