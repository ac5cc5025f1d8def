import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useMay, type Invitation, type StationPage, type StationUser } from "../../api";
import { Choice, EnterForm, Field, Sure } from "../../components";
import { codeLabel, codeOptions, day, useWords } from "../../words";
import { HandOver } from "./hand-over";
import { areasFree, stationAct, usersInOrder } from "./lib";
import { useStationAct } from "./use-station-act";

type Props = { station: StationPage; onInvite: (i: Invitation & { name: string }) => void };

export function Users({ station, onInvite }: Props) {
  const words = useWords();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <section>
      <h3>
        {words("station.users")}{" "}
        {may("manage_accounts") ? (
          <button type="button" className="link" data-testid="user-add" onClick={() => setAdding(true)}>
            + {words("station.user_add")}
          </button>
        ) : null}
      </h3>
      {adding ? <Add onClose={() => setAdding(false)} /> : null}
      <table className="plain">
        <thead>
          <tr>
            <th>{words("person.name")}</th>
            <th>{words("station.role")}</th>
            <th>{words("station.areas")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {usersInOrder(station.users).map((user) => (
            <Row key={user.id} user={user} station={station} onInvite={onInvite} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ user, station, onInvite }: { user: StationUser } & Props) {
  const words = useWords();
  const may = useMay();
  const act = useStationAct();
  const [, go] = useLocation();
  const [handing, setHanding] = useState(false);
  const assigns = may("manage_station") && user.active;
  const hands = may("manage_station") && user.areas.length > 0 && ["instructor", "officer"].includes(user.role);
  if (handing) return <HandOver user={user} station={station} onClose={() => setHanding(false)} />;
  return (
    <tr data-testid={`user-${user.name}`} className={user.active ? "" : "quiet"}>
      <td>
        <b>{user.name}</b> {user.active ? null : words("station.closed")}
      </td>
      <td className="nowrap">{codeLabel("role", user.role)}</td>
      <td>
        <span className="areas">
          {user.areas.map((a) => (
            <span key={a.id} className="chip">
              {a.name}
              {assigns ? (
                <button
                  type="button"
                  aria-label={words("station.unassign", { area: a.name })}
                  onClick={() => act(stationAct("unassign", { user: user.id, area: a.id }))}
                >
                  ×
                </button>
              ) : null}
            </span>
          ))}
          {assigns && user.role !== "administrator" && user.role !== "auditor" && areasFree(user, station.areas).length > 0 ? (
            <Choice
              small
              value={null}
              placeholder={words("station.assign")}
              options={areasFree(user, station.areas).map((a) => ({ value: a.id, label: a.name }))}
              onChange={(area) => area && act(stationAct("assign", { user: user.id, area }))}
              testid={`assign-${user.name}`}
            />
          ) : null}
          {user.coming.map((a) => (
            <span key={a.name} className="quiet" data-testid={`coming-${user.name}`}>
              {words("handover.coming", { area: a.name, date: day(a.from) })}
            </span>
          ))}
        </span>
      </td>
      <td className="row-acts">
        {hands ? (
          <>
            <button type="button" className="link" data-testid={`open-work-${user.name}`} onClick={() => go(`/handover/${user.id}`)}>
              {words("handover.open")}
            </button>
            <button type="button" className="link" data-testid={`hand-over-${user.name}`} onClick={() => setHanding(true)}>
              {words("handover.act")}
            </button>
          </>
        ) : null}
        {user.active && may("manage_accounts") ? (
          <>
            <button
              type="button"
              className="link"
              data-testid={`invite-${user.name}`}
              onClick={() => act(stationAct("invite", { user: user.id }), (i) => i && onInvite({ ...i, name: user.name }))}
            >
              {words("station.invite")}
            </button>
            <Sure
              label={words("station.close_user")}
              question={words("station.close_user_sure")}
              onSure={() => act(stationAct("close_user", { user: user.id }))}
              testid={`close-${user.name}`}
            />
          </>
        ) : null}
      </td>
    </tr>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const act = useStationAct();
  const [name, setName] = useState("");
  const [role, setRole] = useState<string | null>("instructor");
  const save = () => name.trim() && act(stationAct("add_user", { name: name.trim(), role }), onClose);
  return (
    <div className="sheet">
      <EnterForm onSave={save} onLeave={onClose} testid="user-form">
        <div className="form-row">
          <Field label={words("person.name")}>
            <Input autoFocus value={name} onChange={(e) => setName(e.target.value)} data-testid="user-name" />
          </Field>
          <Field label={words("station.role")}>
            <Choice value={role} options={codeOptions("role")} onChange={setRole} testid="user-role" />
          </Field>
        </div>
        <div className="form-acts">
          <Button type="primary" onClick={save} data-testid="user-save">
            {words("form.save")}
          </Button>
          <Button onClick={onClose}>{words("form.leave")}</Button>
        </div>
      </EnterForm>
    </div>
  );
}
