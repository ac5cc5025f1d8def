import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useAct, useRead, type AccessLine } from "../../api";
import { Choice, DayInput, Empty, Field, Loading, onKeys, Page, Trouble } from "../../components";
import { codeOptions, useWords } from "../../words";
import { AccessTable } from "./access-table";
import { NOTHING_ASKED, wanted, type Asked } from "./lib";

/** The auditor's page: the whole access log, by who, what, when and record. Each search leaves an entry of its own. */
export function LogPage() {
  const words = useWords();
  const station = useRead("stationPage", []);
  const find = useAct("accessFind", true);
  const [asked, setAsked] = useState<Asked>(NOTHING_ASKED);
  const [lines, setLines] = useState<AccessLine[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const search = (with_: Asked, before: number | null = null) =>
    find.mutate([wanted(with_, before)], {
      onSuccess: (page) => {
        setLines((held) => (before === null ? page.lines : [...(held ?? []), ...page.lines]));
        setNext(page.next);
      },
    });
  // What stands there now, once; everything further is asked for by hand, because it is on record.
  useEffect(() => search(NOTHING_ASKED), []); // eslint-disable-line react-hooks/exhaustive-deps
  const set = (change: Partial<Asked>) => setAsked((held) => ({ ...held, ...change }));
  const one = (reference: string) => {
    const about = { ...NOTHING_ASKED, reference };
    setAsked(about);
    search(about);
  };
  const users = (station.data?.users ?? []).map((user) => ({ value: user.id, label: user.name }));
  return (
    <Page title={words("nav.log")} aside={<span className="quiet">{words("log.on_record")}</span>} testid="log-page">
      <div className="form-row" onKeyDown={onKeys({ enter: () => search(asked) })}>
        <Field label={words("log.who")}>
          <Choice clear value={asked.user} options={users} onChange={(user) => set({ user })} testid="log-user" />
        </Field>
        <Field label={words("log.act")}>
          <Choice clear value={asked.act} options={codeOptions("access_act")} onChange={(act) => set({ act })} testid="log-act" />
        </Field>
        <Field label={words("log.from")}>
          <DayInput value={asked.from} onChange={(from) => set({ from })} testid="log-from" />
        </Field>
        <Field label={words("log.to")}>
          <DayInput value={asked.to} onChange={(to) => set({ to })} testid="log-to" />
        </Field>
        <Field label={words("log.reference")} findings={find.error ? [{ level: "error", message: find.error.message }] : []} wide>
          <Input
            allowClear
            value={asked.reference}
            placeholder={words("log.reference_hint")}
            onChange={(e) => set({ reference: e.target.value })}
            data-testid="log-reference"
            className="tabular"
          />
        </Field>
        <Field label={"\u00a0"}>
          <Button type="primary" onClick={() => search(asked)} loading={find.isPending} data-testid="log-search">
            {words("log.search")} <kbd>Enter</kbd>
          </Button>
        </Field>
      </div>
      <Found lines={lines} error={find.error} onReference={one} />
      {next !== null ? (
        <Button onClick={() => search(asked, next)} loading={find.isPending} data-testid="log-more">
          {words("log.more")}
        </Button>
      ) : null}
    </Page>
  );
}

type FoundProps = { lines: AccessLine[] | null; error: { message: string } | null; onReference: (reference: string) => void };

function Found({ lines, error, onReference }: FoundProps) {
  const words = useWords();
  if (lines === null) return error ? <Trouble error={error} /> : <Loading />;
  if (lines.length === 0) return <Empty text={words("log.none")} />;
  return <AccessTable lines={lines} onReference={onReference} />;
}
