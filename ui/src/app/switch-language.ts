import { useQueryClient } from "@tanstack/react-query";
import { actNow, type SessionState } from "../api";
import { language, speak } from "../words";

/** The words change at once; sentences that Rust made are asked for again. */
export function useSwitchLanguage(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const to = language() === "en" ? "zh-CN" : "en";
    await actNow("setLanguage", to).catch(() => null);
    await speak(to);
    queries.setQueryData<SessionState>(["sessionState"], (s) => s && { ...s, language: to });
    await queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "local" && q.queryKey[0] !== "sessionState" });
  };
}
