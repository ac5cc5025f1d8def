import { useEffect, useState } from "react";

/** A value that follows after a pause, for asking while someone types. */
export function useLater<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

/** The fields of a form and which of them were touched. */
export function useForm<T extends object>(start: T) {
  const [fields, setFields] = useState<T>(start);
  const [touched, setTouched] = useState<Partial<Record<keyof T, boolean>>>({});
  const set = <K extends keyof T>(name: K, value: T[K]) => {
    setFields((f) => ({ ...f, [name]: value }));
    setTouched((t) => ({ ...t, [name]: true }));
  };
  /** Changes without counting as someone's hand: defaults and what is worked out. */
  const fill = (part: Partial<T>) => setFields((f) => ({ ...f, ...part }));
  const restore = (part: Partial<T>) => {
    setFields((f) => ({ ...f, ...part }));
    setTouched((t) => ({ ...t, ...Object.fromEntries(Object.keys(part).map((k) => [k, true])) }));
  };
  const reset = (to: T = start) => {
    setFields(to);
    setTouched({});
  };
  return { fields, touched, dirty: Object.keys(touched).length > 0, set, fill, restore, reset };
}
