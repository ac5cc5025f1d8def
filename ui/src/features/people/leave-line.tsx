import { Button, Input } from "antd";
import { useState } from "react";
import { useAct } from "../../api";
import { EnterForm, Field } from "../../components";
import { day, dayFull, parseDay, today, useWords } from "../../words";

type Props = { residence: string; name: string; onClose: () => void };

/** Somebody has left: the day is today unless another one is typed; Enter records it. */
export function LeaveLine({ residence, name, onClose }: Props) {
  const words = useWords();
  const [text, setText] = useState(today());
  const leave = useAct("residenceLeave", true);
  const on = parseDay(text);
  const save = () => {
    if (on && !leave.isPending) leave.mutate([{ residence, on }], { onSuccess: onClose });
  };
  const wrong = leave.error?.message ?? (on ? null : words("leave.day_bad"));
  return (
    <div className="sheet line-form">
      <EnterForm onSave={save} onLeave={onClose} testid="leave-form">
        <Field
          label={words("leave.on", { name })}
          findings={wrong ? [{ level: "error", message: wrong }] : []}
          aside={
            <>
              {on ? (
                <span className="quiet nowrap" title={dayFull(on)} data-testid="leave-said">
                  {day(on)}
                </span>
              ) : null}
              <Button type="primary" onClick={save} disabled={!on || leave.isPending} data-testid="leave-save">
                {words("leave.save")} <kbd>Enter</kbd>
              </Button>
              <Button onClick={onClose} data-testid="leave-cancel">
                {words("form.leave")} <kbd>Esc</kbd>
              </Button>
            </>
          }
        >
          <Input
            autoFocus
            className="tabular"
            value={text}
            placeholder={words("form.day_hint")}
            onFocus={(e) => e.target.select()}
            onChange={(e) => {
              setText(e.target.value);
              leave.reset();
            }}
            data-testid="leave-on"
          />
        </Field>
      </EnterForm>
    </div>
  );
}
