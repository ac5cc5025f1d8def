import { useEffect, useRef } from "react";

type AnyKey = {
  key: string;
  code?: string;
  keyCode?: number;
  isComposing?: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
};

/**
 * The name of a key press, e.g. "ctrl+k", "alt+1", "enter", "space", "l"; empty while an input method is composing, when every key
 * belongs to the input method. The only place that asks about composing: every key handler goes through here.
 */
export function keyName(event: AnyKey): string {
  if (event.isComposing || event.keyCode === 229 || event.key === "Process" || event.key === "Dead") return "";
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  if (["control", "alt", "meta", "shift"].includes(key)) return "";
  // Alt+digit prints other characters on some layouts; the physical key decides.
  const digit = event.altKey && /^Digit(\d)$/.exec(event.code ?? "");
  return (event.ctrlKey || event.metaKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "") + (digit ? digit[1] : key);
}

export type KeyMap = Record<string, ((event: KeyboardEvent) => void) | undefined>;

const typing = (target: EventTarget | null): boolean => {
  const el = target as HTMLElement | null;
  if (!el?.tagName) return false;
  if (el.isContentEditable || el.tagName === "TEXTAREA" || el.tagName === "SELECT") return true;
  return el.tagName === "INPUT" && !["checkbox", "radio", "button", "file"].includes((el as HTMLInputElement).type);
};
const pressing = (target: EventTarget | null): boolean => {
  const el = target as HTMLElement | null;
  return !!el?.closest?.("button, a, [role=button], [role=option], [role=menuitem], label");
};

/**
 * Keys that work on the whole window while the caller is shown. A plain key (no Ctrl, no Alt, not a function key) does nothing while
 * someone types in a field, and Enter or Space keep pressing the button that has the focus unless the map claims "force".
 */
export function useKeys(map: KeyMap, on = true): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    if (!on) return;
    const hear = (event: KeyboardEvent) => {
      const name = keyName(event);
      const act = name && !event.defaultPrevented ? latest.current[name] : undefined;
      if (!act) return;
      const plain = !/^(ctrl\+|alt\+|f\d+$|escape$)/.test(name);
      if (typing(event.target) && (plain || name === "ctrl+z")) return;
      if ((name === "enter" || name === "space") && pressing(event.target)) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [on]);
}

/** The same for one element: `onKeyDown={onKeys({ enter: save })}`. */
export function onKeys(map: KeyMap) {
  return (event: React.KeyboardEvent) => {
    const act = map[keyName(event.nativeEvent)];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(event.nativeEvent);
  };
}
