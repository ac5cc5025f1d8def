import { useEffect, useRef } from "react";
import { connect } from "../api";

/** Without a key or a touch for so long the book locks, ms. */
export const IDLE_MS = 10 * 60_000;
/** And after so long the curtain comes down, if there is a PIN to lift it, ms. */
export const CURTAIN_MS = 2 * 60_000;
/** How often that is looked at, ms. A laptop that wakes up looks at once. */
const LOOK_EVERY = 5_000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
/** How often Rust is told of signs at most, ms: it locks by itself where the page no longer can. */
const TELL_EVERY = 5_000;
let told = 0;

function tell(): void {
  if (Math.abs(Date.now() - told) < TELL_EVERY) return;
  told = Date.now();
  void connect()
    .then((backend) => backend.commands.windowUsed())
    .catch(() => null);
}

/**
 * Acts once after a while without a sign of anybody (`after`, ms; never for `Infinity`), and when the laptop wakes from a sleep that was
 * longer. What was being written is kept as a draft by its form.
 */
export function useIdleLock(lock: () => void, after = IDLE_MS): void {
  const act = useRef(lock);
  useEffect(() => {
    act.current = lock;
  });
  useEffect(() => {
    // By the wall clock: timers stand still while the laptop sleeps.
    let last = Date.now();
    let locked = false;
    const look = () => {
      if (locked || Date.now() - last < after) return;
      locked = true;
      act.current();
    };
    // The key that wakes a laptop comes before anything else: it must not count as a sign of somebody who was there.
    const sign = () => {
      look();
      if (locked) return;
      last = Date.now();
      tell();
    };
    SIGNS.forEach((name) => window.addEventListener(name, sign, { passive: true }));
    document.addEventListener("visibilitychange", look);
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      SIGNS.forEach((name) => window.removeEventListener(name, sign));
      document.removeEventListener("visibilitychange", look);
      clearInterval(timer);
    };
  }, [after]);
}
