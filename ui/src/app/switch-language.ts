import { useQueryClient } from "@tanstack/react-query";
import { actNow, getLocal, setLocal } from "../api";
import { language, speak } from "../words";

/** The words change at once; sentences that Rust made are asked for again. */
export function useSwitchLanguage(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const to = language() === "en" ? "zh-CN" : "en";
    await actNow("setLanguage", to).catch(() => null);
    await speak(to);
    // A finished message would stay in the other language; one that can still be taken back stays.
    if (!getLocal(queries, "message")?.undo) setLocal(queries, "message", null);
    await queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "local" });
  };
}
