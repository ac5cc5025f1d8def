import { Button, Input } from "antd";
import { useState } from "react";
import { useAct } from "../../api";
import { EnterForm, Field } from "../../components";
import { useWords } from "../../words";

/** An officer voids a declaration that was accepted; the reason stays with it. */
export function VoidLine({ declaration, onClose }: { declaration: string; onClose: () => void }) {
  const words = useWords();
  const [reason, setReason] = useState("");
  const decide = useAct("declarationDecide", true);
  const save = () => {
    if (reason.trim() === "" || decide.isPending) return;
    decide.mutate([{ ids: [declaration], decision: "void", reason: reason.trim() }], { onSuccess: onClose });
  };
  return (
    <EnterForm onSave={save} onLeave={onClose} testid="void-form">
      <Field label={words("declarations.void_reason")} findings={decide.error ? [{ level: "error", message: decide.error.message }] : []}>
        <Input
          autoFocus
          value={reason}
          placeholder={words("declarations.void_hint")}
          onChange={(e) => setReason(e.target.value)}
          data-testid="void-reason"
        />
      </Field>
      <div className="form-acts">
        <Button danger onClick={save} disabled={reason.trim() === "" || decide.isPending} data-testid="void-save">
          {words("declarations.void")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={onClose} data-testid="void-cancel">
          {words("form.leave")} <kbd>Esc</kbd>
        </Button>
      </div>
    </EnterForm>
  );
}
