import { useState } from "react";
import { SecretBox } from "../../components";
import { useWords } from "../../words";

type Sending = { isPending: boolean; error: unknown; data?: unknown; reset: () => void };

/** A form whose new secret (`wanted`) is typed twice (`again`): it is sent when both are alike and nothing is empty. */
export function useTwice<F extends { again: string } & Record<string, string>>(empty: F, wanted: keyof F, sending: Sending) {
  const [form, setForm] = useState(empty);
  const [differ, setDiffer] = useState(false);
  const type = (part: Partial<F>) => {
    setForm({ ...form, ...part });
    setDiffer(false);
    if (sending.error || sending.data) sending.reset();
  };
  const filled = Object.values(form).every((text) => text !== "");
  return {
    form,
    differ,
    type,
    clear: () => setForm(empty),
    ready: filled && !sending.isPending,
    /** Sends what was typed, or says that the two differ. */
    go: (send: (form: F) => void) => {
      if (!filled || sending.isPending) return;
      if (form[wanted] !== form.again) setDiffer(true);
      else send(form);
    },
  };
}

/** Where a secret is typed. */
export function Secret(props: { value: string; onType: (text: string) => void; testid: string; digits?: number }) {
  return (
    <SecretBox
      value={props.value}
      inputMode={props.digits === undefined ? undefined : "numeric"}
      maxLength={props.digits}
      onType={props.onType}
      data-testid={props.testid}
    />
  );
}

/** What is said of the second field when it is not like the first. */
export const useDiffer = (differ: boolean, key: "passphrase.differ" | "pin.differ" = "passphrase.differ") => {
  const words = useWords();
  return differ ? [{ level: "error" as const, message: words(key) }] : [];
};
