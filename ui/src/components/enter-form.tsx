import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { keyName } from "./keys";

type Props = { children: ReactNode; onSave: () => void; onSaveNext?: () => void; onLeave: () => void; testid?: string };

/**
 * A form driven by Enter: Enter goes to the next field and saves on the last, Ctrl+Enter saves and goes on, Esc leaves. In a text area
 * Enter stays a new line. An open list keeps its own keys.
 */
export function EnterForm({ children, onSave, onSaveNext, onLeave, testid }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const hear = (event: KeyboardEvent) => {
    const name = keyName(event.nativeEvent);
    const target = event.target as HTMLElement;
    const open = target.getAttribute("aria-expanded") === "true";
    if (name === "ctrl+enter" || name === "ctrl+s") return take(event, name === "ctrl+enter" && onSaveNext ? onSaveNext : onSave);
    if (name === "escape" && !open) return take(event, onLeave);
    if (name !== "enter" || open || target.tagName === "TEXTAREA" || target.tagName === "BUTTON" || target.tagName === "A") return;
    take(event, () => {
      if (!step(box.current, target)) onSave();
    });
  };
  return (
    <div ref={box} onKeyDownCapture={hear} className="form" data-testid={testid}>
      {children}
    </div>
  );
}

function take(event: KeyboardEvent, act: () => void) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** Focuses the field after `from`; false when it was the last. */
function step(box: HTMLElement | null, from: HTMLElement): boolean {
  const fields = [...(box?.querySelectorAll<HTMLElement>("[data-field] input, [data-field] textarea") ?? [])].filter(
    (el) => !(el as HTMLInputElement).disabled && (el as HTMLInputElement).type !== "radio" && el.tabIndex >= 0,
  );
  const next = fields[fields.indexOf(from) + 1];
  if (!next) return false;
  next.focus();
  if (next instanceof HTMLInputElement && next.type === "text") next.select();
  return true;
}
