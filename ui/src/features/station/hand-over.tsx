import { Button } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import type { StationPage, StationUser } from "../../api";
import { Choice, DayInput, EnterForm, Field } from "../../components";
import { useWords } from "../../words";
import { stationAct, successors } from "./lib";
import { useStationAct } from "./use-station-act";

type Props = { user: StationUser; station: StationPage; onClose: () => void };

/** All areas of somebody to somebody else, in one act; then what is open, to be printed. */
export function HandOver({ user, station, onClose }: Props) {
  const words = useWords();
  const act = useStationAct();
  const [, go] = useLocation();
  const [successor, setSuccessor] = useState<string | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const save = () => {
    if (!successor) return;
    act(stationAct("replace", { user: user.id, successor, from }), () => {
      onClose();
      go(`/handover/${user.id}`);
    });
  };
  return (
    <tr data-testid={`user-${user.name}`}>
      <td colSpan={4}>
        <div className="sheet">
          <EnterForm onSave={save} onLeave={onClose} testid="hand-over-form">
            <p className="prose">{words("handover.lead", { name: user.name, count: user.areas.length })}</p>
            <div className="form-row">
              <Field label={words("handover.successor")}>
                <Choice
                  value={successor}
                  options={successors(user, station.users).map((u) => ({ value: u.id, label: u.name }))}
                  onChange={setSuccessor}
                  testid="hand-over-to"
                />
              </Field>
              <Field label={words("handover.from")}>
                <DayInput value={from} onChange={setFrom} testid="hand-over-from" />
              </Field>
            </div>
            <div className="form-acts">
              <Button type="primary" onClick={save} disabled={!successor} data-testid="hand-over-do">
                {words("handover.do")}
              </Button>
              <Button onClick={onClose}>{words("form.leave")}</Button>
            </div>
          </EnterForm>
        </div>
      </td>
    </tr>
  );
}
