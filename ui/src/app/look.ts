import { useEffect, useState } from "react";
import { useLocal } from "../api";

export type Look = "light" | "dark";

/** The chosen look, or the system's; the sheets read it from the root element. */
export function useLook(): Look {
  const [choice] = useLocal("look");
  const [system, setSystem] = useState(() => window.matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    const hear = () => setSystem(media.matches);
    media.addEventListener("change", hear);
    return () => media.removeEventListener("change", hear);
  }, []);
  const look = choice === "auto" ? (system ? "dark" : "light") : choice;
  useEffect(() => {
    document.documentElement.dataset.look = look;
  }, [look]);
  return look;
}
