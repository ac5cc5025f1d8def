import type { Me } from "./bindings";
import { useRead } from "./query";

export function useMe(): Me | null {
  return useRead("sessionState", []).data?.me ?? null;
}
/** Whether this account may do an act; the words are Rust's (`may`). */
export function useMay(): (act: string) => boolean {
  const me = useMe();
  return (act) => me?.may.includes(act) ?? false;
}
