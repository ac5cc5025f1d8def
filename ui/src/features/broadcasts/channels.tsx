import { Button, InputNumber } from "antd";
import { useState } from "react";
import { useAct, useLocal, type BroadcastPage } from "../../api";
import { onKeys } from "../../components";
import { codeOptions, useWords } from "../../words";
import { reachedBy } from "./lib";

/** Through which channels the warning went on, and how many it reached. */
export function Channels({ broadcast: b }: { broadcast: BroadcastPage }) {
  const words = useWords();
  return (
    <section>
      <h3>{words("broadcasts.channels")}</h3>
      <ul className="channels">
        {codeOptions("pass_channel").map((c) => (
          <Channel key={c.value} broadcast={b} channel={c.value} label={c.label} />
        ))}
      </ul>
    </section>
  );
}

function Channel({ broadcast: b, channel, label }: { broadcast: BroadcastPage; channel: string; label: string }) {
  const words = useWords();
  const [area] = useLocal("area");
  const [open, setOpen] = useState(false);
  const [count, setCount] = useState<number | null>(null);
  const pass = useAct("broadcastPass");
  const reached = reachedBy(b.passes, channel);
  const save = () => {
    if (count === null || pass.isPending) return;
    pass.mutate([{ broadcast: b.id, area, channel, reached: count }], {
      onSuccess: () => {
        setOpen(false);
        setCount(null);
      },
    });
  };
  return (
    <li data-testid={`channel-${channel}`}>
      <span className={reached === null ? "quiet" : "tone-done"}>{reached === null ? "○" : "✓"}</span>
      <span className="channel-name">{label}</span>
      <span className="tabular channel-count">{reached === null ? "" : words("broadcasts.reached", { count: reached })}</span>
      {open ? (
        <>
          <InputNumber
            autoFocus
            min={0}
            max={99999}
            value={count}
            onChange={setCount}
            placeholder={words("broadcasts.how_many")}
            onKeyDown={onKeys({ enter: save, escape: () => setOpen(false) })}
            data-testid={`reached-${channel}`}
          />
          <Button size="small" onClick={save} disabled={count === null} data-testid={`pass-save-${channel}`}>
            {words("form.save")}
          </Button>
        </>
      ) : (
        <button type="button" className="link" data-testid={`pass-${channel}`} onClick={() => setOpen(true)}>
          {words(reached === null ? "broadcasts.passed" : "broadcasts.passed_again")}
        </button>
      )}
    </li>
  );
}
