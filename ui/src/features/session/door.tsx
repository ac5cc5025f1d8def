import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { enter, readNow, actNow } from "../../api";
import { language, speak, useWords } from "../../words";

/** The sheet in front of the book: one column, nothing else. */
export function Door({ children, testid }: { children: ReactNode; testid: string }) {
  const words = useWords();
  const queries = useQueryClient();
  const turn = async () => {
    const to = language() === "en" ? "zh-CN" : "en";
    await actNow("setLanguage", to).catch(() => null);
    await speak(to);
    enter(queries, await readNow("sessionState"));
  };
  return (
    <div className="door" data-testid={testid}>
      <div className="door-sheet">
        <h1>{words("app.name")}</h1>
        {children}
      </div>
      <button type="button" className="link door-language" data-testid="language" onClick={() => void turn()}>
        {words("language.other")}
      </button>
    </div>
  );
}

/** After a door opened: Rust says who is in. */
export function useEntered() {
  const queries = useQueryClient();
  return async () => enter(queries, await readNow("sessionState"));
}
