import { useLocation } from "wouter";
import { useAct, useLocal, useMay, useRead, type TaskGroup, type TaskItem, type Today } from "../../api";
import { Answer, Day, Page, Sign, Time } from "../../components";
import { dayFull, today, useWords, type Key } from "../../words";
import { isTold, taskPath } from "./lib";

/** A walk, not a list of alarms: by building in walking order; right what arrived and what waits for others. */
export function TodayPage() {
  const words = useWords();
  const [area] = useLocal("area");
  const answer = useRead("todayGet", [area], true);
  return (
    <Page title={words("nav.today")} aside={<span className="quiet">{dayFull(today())}</span>} testid="today-page">
      <Answer of={answer}>{(t) => <Walk today={t} />}</Answer>
    </Page>
  );
}

function Walk({ today: t }: { today: Today }) {
  const words = useWords();
  return (
    <div className="two">
      <div>
        {t.groups.length === 0 ? (
          <p className="state">{words("today.empty")}</p>
        ) : (
          t.groups.map((g, i) => <Group key={g.building_id ?? i} group={g} />)
        )}
        {t.rest > 0 ? (
          <p className="quiet" data-testid="today-rest">
            {words("today.rest", { count: t.rest })}
          </p>
        ) : null}
      </div>
      <aside className="facts">
        <Side title="today.arrived" empty="today.arrived_none" items={t.arrived} testid="arrived" />
        <Side title="today.waiting" empty="today.waiting_none" items={t.waiting} testid="waiting" />
      </aside>
    </div>
  );
}

function Group({ group }: { group: TaskGroup }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  return (
    <section className="walk-group">
      <h3>
        {group.building_id ? (
          <button type="button" className="link" onClick={() => go(`/rooms/${group.building_id}`)}>
            {group.place}
          </button>
        ) : (
          group.place
        )}{" "}
        <span className="quiet tabular">{group.items.length}</span>
      </h3>
      <table className="tasks">
        <tbody>
          {group.items.map((item) => (
            <tr
              key={`${item.what}${item.id}`}
              className="row-open"
              data-testid={`task-${item.what}`}
              onClick={isTold(item, may("manage_station")) ? undefined : () => go(taskPath(item))}
            >
              <td className="task-what">
                <Sign tone={item.late ? "late" : "due"} sign={item.late ? "!" : "◔"}>
                  {words(`what.${item.what}` as Key)}
                </Sign>
              </td>
              <td className="task-place">{item.place}</td>
              <td className="task-who">
                <b>{item.who}</b>
              </td>
              <td className="task-until">
                <Day of={item.until} />
              </td>
              <td className="quiet">
                {item.why} {item.what === "opened_many" ? <Noted id={item.id} /> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A notice has nothing to open: it says how many were opened and by whom, and is noted. */
function Noted({ id }: { id: string }) {
  const words = useWords();
  const seen = useAct("noticeSeen");
  return (
    <button type="button" className="link" onClick={() => seen.mutate([id])} disabled={seen.isPending} data-testid="notice-seen">
      {words("today.noted")}
    </button>
  );
}

function Side({ title, empty, items, testid }: { title: Key; empty: Key; items: TaskItem[]; testid: string }) {
  const words = useWords();
  const [, go] = useLocation();
  return (
    <section>
      <h3>{words(title)}</h3>
      {items.length === 0 ? <p className="quiet">{words(empty)}</p> : null}
      <ul className="lines">
        {items.map((item, i) => (
          <li key={`${item.what}${item.id}`}>
            <button type="button" className="link" data-testid={`${testid}-${i}`} onClick={() => go(taskPath(item))}>
              {words(`what.${item.what}` as Key)}
              {item.who ? ` · ${item.who}` : ""}
            </button>{" "}
            <span className="quiet">
              <Time of={item.at} />
            </span>
            <br />
            <span className="quiet">{item.why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
