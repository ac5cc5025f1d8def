import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { readNow, useAct } from "../api";
import { leave, useClosing } from "./closing";
import { CURTAIN_MS, IDLE_MS, useIdleLock } from "./idle-lock";
import { EnterForm, Field, Press, SecretBox, useKeys } from "../components";
import { useWords } from "../words";
import { Door, useEntered } from "../features/session/door";

/** The curtain: nothing of the book is in the window behind it, and Rust answers nothing but the PIN. */
export function CurtainPage() {
  const words = useWords();
  const [pin, setPin] = useState("");
  const lift = useAct("curtainLift", true);
  const queries = useQueryClient();
  const { lock } = useClosing();
  const entered = useEntered();
  useKeys({ f12: lock });
  // Ten minutes in all, as without the curtain.
  useIdleLock(lock, IDLE_MS - CURTAIN_MS);
  const go = () => {
    if (pin === "" || lift.isPending) return;
    lift.mutate([pin], {
      onSuccess: () => void entered(),
      onError: (error) => {
        setPin("");
        // Locked meanwhile: the page of the passphrase says why.
        if (error.code !== "pin_wrong") void readNow("sessionState").then((session) => leave(queries, session));
      },
    });
  };
  return (
    <Door testid="curtain-page">
      <h2>{words("curtain.down")}</h2>
      <p>{words("curtain.lead")}</p>
      <EnterForm onSave={go} onLeave={() => setPin("")}>
        <Field label={words("curtain.pin")} findings={lift.error ? [{ level: "error", message: lift.error.message }] : []}>
          <SecretBox
            autoFocus
            value={pin}
            inputMode="numeric"
            maxLength={8}
            eye={false}
            onType={(text) => {
              setPin(text);
              if (lift.error) lift.reset();
            }}
            data-testid="pin"
          />
        </Field>
        <div className="form-acts">
          <Press kind="primary" onClick={go} disabled={lift.isPending} data-testid="lift">
            {words(lift.isPending ? "curtain.lifting" : "curtain.lift")} <kbd>Enter</kbd>
          </Press>
        </div>
      </EnterForm>
      <p className="quiet">{words("curtain.forgotten")}</p>
    </Door>
  );
}
