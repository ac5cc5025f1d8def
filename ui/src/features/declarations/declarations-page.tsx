import { Button, Input, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useAct, useLocal, useMay, useRead, type DeclarationRow } from "../../api";
import { Day, EnterForm, Field, ListTable, PAGE, Page, Pending } from "../../components";
import { codeLabel, codeOptions, useWords } from "../../words";
import { PeopleTabs } from "../people/people-tabs";
import { Reveal } from "../people/reveal";
import { useOpenPerson } from "../people/use-person";
import { MarkLink, useMarks } from "../sync/marks";
import { decidable } from "./lib";

/** Declarations: what waits for an officer's decision, and what became of the rest. */
export function DeclarationsPage() {
  const words = useWords();
  const may = useMay();
  const open = useOpenPerson();
  const [area] = useLocal("area");
  const [state, setState] = useState("submitted");
  const [offset, setOffset] = useState(0);
  const [keys, setKeys] = useState<string[]>([]);
  useEffect(() => {
    setOffset(0);
    setKeys([]);
  }, [area, state]);
  const list = useRead("declarationsList", [{ state: state === "*" ? null : state, area, offset, limit: PAGE }], true);
  const rows = list.data?.rows;
  const marks = useMarks(rows?.map((r) => r.id) ?? []);
  const decides = (state === "submitted" && may("decide_declaration")) || (state === "accepted" && may("void_declaration"));
  const chosen = decidable(rows ?? [], keys, state);

  return (
    <Page title={<PeopleTabs here="declarations" />} testid="declarations-page">
      <div className="filters">
        <Segmented
          value={state}
          onChange={(v) => setState(String(v))}
          options={[{ value: "*", label: words("list.every") }, ...codeOptions("declaration_state").filter((o) => o.value !== "draft")]}
        />
      </div>
      {decides && (rows?.length ?? 0) > 0 ? <Decide key={state} state={state} ids={chosen} onDone={() => setKeys([])} /> : null}
      <ListTable<DeclarationRow>
        rows={rows}
        total={list.data?.total ?? 0}
        error={list.error}
        rowKey={(r) => r.id}
        rowTestid="declaration"
        offset={offset}
        onOffset={setOffset}
        chosen={decides ? { keys, onChange: setKeys } : undefined}
        empty={words(state === "submitted" ? "declarations.empty_waiting" : "declarations.empty")}
        columns={[
          { title: words("person.name"), key: "person", render: (_, r) => <><button type="button" className="link" onClick={() => open(r.person_id, { kind: "declarations", id: r.id })}>{r.person}</button> <Pending on={r.pending} /> <MarkLink marks={marks.filter((m) => m.row === r.id)} /></> },
          { title: words("declarations.type"), key: "type", render: (_, r) => <span className="nowrap">{codeLabel("declaration_type", r.type)}</span> },
          { title: words("person.document"), key: "document", render: (_, r) => <Reveal kind="people" id={r.person_id} field="document" value={r.document} /> },
          { title: words("person.room"), key: "room", render: (_, r) => r.room },
          { title: words("person.since"), key: "since", render: (_, r) => <Day of={r.since} /> },
          { title: words("declarations.declared_on"), key: "declared", render: (_, r) => <Day of={r.declared_on} /> },
          { title: words("list.by"), key: "by", render: (_, r) => r.by },
          { title: words("list.status"), key: "state", render: (_, r) => <span className={r.state === "returned" ? "tone-note" : "quiet"}>{codeLabel("declaration_state", r.state)}{r.reason ? ` · ${r.reason}` : ""}</span> },
        ]} // prettier-ignore
      />
    </Page>
  );
}

/** Accept or return what was ticked, or void what was accepted; a return and a voiding say why. */
function Decide({ ids, state, onDone }: { ids: string[]; state: string; onDone: () => void }) {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const decide = useAct("declarationDecide");
  const back = state === "accepted" ? "void" : "return";
  const send = (decision: "accept" | "return" | "void") => {
    if (ids.length === 0 || decide.isPending || (decision !== "accept" && reason.trim() === "")) return;
    decide.mutate([{ ids, decision, reason: decision === "accept" ? null : reason.trim() }], {
      onSuccess: () => {
        setAsking(false);
        setReason("");
        onDone();
      },
    });
  };
  return (
    <div className="sheet decide">
      <div className="acts">
        <span className={ids.length ? "" : "quiet"}>{words("declarations.chosen", { count: ids.length })}</span>
        {back === "return" ? (
          <Button type="primary" disabled={ids.length === 0} onClick={() => send("accept")} data-testid="declarations-accept">
            {words("declarations.accept")}
          </Button>
        ) : null}
        <Button disabled={ids.length === 0} onClick={() => setAsking(true)} data-testid={`declarations-${back}`}>
          {words(back === "void" ? "declarations.void" : "declarations.return")}
        </Button>
      </div>
      {asking ? (
        <EnterForm onSave={() => send(back)} onLeave={() => setAsking(false)}>
          <Field wide label={words(back === "void" ? "declarations.void_reason" : "declarations.reason")}>
            <Input
              autoFocus
              value={reason}
              placeholder={words(back === "void" ? "declarations.void_hint" : "declarations.reason_hint")}
              onChange={(e) => setReason(e.target.value)}
              data-testid="declarations-reason"
            />
          </Field>
          <div className="form-acts">
            <Button
              danger={back === "void"}
              onClick={() => send(back)}
              disabled={reason.trim() === "" || ids.length === 0}
              data-testid={`declarations-${back}-save`}
            >
              {words(back === "void" ? "declarations.void" : "declarations.return_now")} <kbd>Enter</kbd>
            </Button>
          </div>
        </EnterForm>
      ) : null}
    </div>
  );
}
