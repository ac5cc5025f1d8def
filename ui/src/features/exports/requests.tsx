import { Button, Input } from "antd";
import { useState } from "react";
import { actNow, useAct, useRead, type ExportRequest, type ExportSaved } from "../../api";
import { Choice, EnterForm, Field, Sure, Time } from "../../components";
import { useWords } from "../../words";
import { Made } from "./made";
import { useSave } from "./use-save";

/** Those that wait for this account first, then the rest of thirty days. */
export function Requests({ rows }: { rows: ExportRequest[] }) {
  const words = useWords();
  const [refusing, setRefusing] = useState<ExportRequest | null>(null);
  const [using, setUsing] = useState<ExportRequest | null>(null);
  const [made, setMade] = useState<ExportSaved | null>(null);
  if (rows.length === 0) return null;
  const waiting = rows.filter((r) => r.may_answer);
  const others = rows.filter((r) => !r.may_answer);
  const lines = (shown: ExportRequest[]) => <Lines rows={shown} onRefuse={setRefusing} onUse={setUsing} />;
  return (
    <section>
      {waiting.length > 0 ? <h3 className="tone-note">{words("exports.waiting", { count: waiting.length })}</h3> : null}
      {waiting.length > 0 ? lines(waiting) : null}
      {others.length > 0 ? <h3>{words("exports.requests")}</h3> : null}
      {others.length > 0 ? lines(others) : null}
      {refusing ? <Refuse key={refusing.id} row={refusing} onClose={() => setRefusing(null)} /> : null}
      {using ? <Use key={using.id} row={using} onMade={setMade} onClose={() => setUsing(null)} /> : null}
      {made ? <Made of={made} onClose={() => setMade(null)} /> : null}
    </section>
  );
}

type LinesProps = { rows: ExportRequest[]; onRefuse: (row: ExportRequest) => void; onUse: (row: ExportRequest) => void };

function Lines({ rows, onRefuse, onUse }: LinesProps) {
  const words = useWords();
  const [agree, withdraw] = [useAct("exportAgree"), useAct("exportWithdraw")];
  return (
    <table className="plain">
      <thead>
        <tr>
          <th>{words("exports.what")}</th>
          <th>{words("exports.purpose")}</th>
          <th>{words("exports.to")}</th>
          <th>{words("exports.by")}</th>
          <th>{words("exports.state")}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.id} data-testid="export-request">
            <td>{r.what}</td>
            <td>{r.purpose}</td>
            <td>{r.recipient}</td>
            <td className="nowrap">
              {r.by} <Time of={r.at} />
            </td>
            <td>{r.state}</td>
            <td className="row-acts">
              {r.may_answer ? (
                <>
                  <Sure
                    label={words("exports.agree")}
                    question={words("exports.agree_sure")}
                    onSure={() => agree.mutate([r.id])}
                    testid="export-agree"
                  />{" "}
                  <button type="button" className="link" onClick={() => onRefuse(r)} data-testid="export-refuse">
                    {words("exports.refuse")}
                  </button>
                </>
              ) : null}
              {r.may_use ? (
                <button type="button" className="link" onClick={() => onUse(r)} data-testid="export-use">
                  {words("exports.save")}
                </button>
              ) : null}{" "}
              {r.may_withdraw ? (
                <button
                  type="button"
                  className="link"
                  disabled={withdraw.isPending}
                  onClick={() => withdraw.mutate([r.id])}
                  data-testid="export-withdraw"
                >
                  {words("retention.withdraw")}
                </button>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Refuse({ row, onClose }: { row: ExportRequest; onClose: () => void }) {
  const words = useWords();
  const [reason, setReason] = useState("");
  const refuse = useAct("exportRefuse");
  const save = () => {
    if (reason.trim() === "" || refuse.isPending) return;
    refuse.mutate([row.id, reason.trim()], { onSuccess: onClose });
  };
  return (
    <div className="sheet">
      <EnterForm onSave={save} onLeave={onClose} testid="export-refuse-form">
        <Field wide label={words("exports.reason", { name: row.by })}>
          <Input autoFocus value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} data-testid="export-refuse-reason" />
        </Field>
        <div className="form-acts">
          <Button type="primary" onClick={save} disabled={reason.trim() === ""} data-testid="export-refuse-save">
            {words("exports.refuse")} <kbd>Enter</kbd>
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}

function Use({ row, onMade, onClose }: { row: ExportRequest; onMade: (made: ExportSaved) => void; onClose: () => void }) {
  const words = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const places = useRead("reportPlaces", []);
  const save = useSave();
  const place = chosen ?? places.data?.[0]?.id ?? null;
  const go = () => {
    if (!place || save.busy) return;
    save.run(
      () => actNow("exportSaveAgreed", row.id, place),
      (made) => {
        onMade(made);
        onClose();
      },
    );
  };
  return (
    <div className="sheet">
      <EnterForm onSave={go} onLeave={onClose} testid="export-use-form">
        <p>{row.what}</p>
        <Field wide label={words("copy.place")} findings={save.error ? [{ level: "error", message: save.error.message }] : []}>
          <Choice
            value={place}
            options={(places.data ?? []).map((p) => ({ value: p.id, label: p.name }))}
            onChange={setChosen}
            onOpen={() => void places.refetch()}
            testid="export-use-place"
          />
        </Field>
        <div className="form-acts">
          <Button type="primary" onClick={go} disabled={!place || save.busy} data-testid="export-use-save">
            {words(save.busy ? "copy.saving" : "exports.save")} <kbd>Enter</kbd>
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
