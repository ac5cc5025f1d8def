import { useMay, type Laptop, type StationPage } from "../../api";
import { Sure, Time } from "../../components";
import { useWords } from "../../words";
import { stationAct } from "./lib";
import { useStationAct } from "./use-station-act";

export function Laptops({ station }: { station: StationPage }) {
  const words = useWords();
  const may = useMay();
  const act = useStationAct();
  return (
    <section>
      <h3>{words("station.laptops")}</h3>
      {station.laptops.length === 0 ? <p className="quiet">{words("station.laptops_none")}</p> : null}
      {station.laptops.length > 0 ? (
        <table className="plain">
          <thead>
            <tr>
              <th>{words("station.laptop")}</th>
              <th>{words("station.user")}</th>
              <th>{words("station.enrolled")}</th>
              <th>{words("station.seen")}</th>
              <th className="number">{words("station.health")}</th>
              <th>{words("app.version")}</th>
              <th>{words("station.sync_trouble")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {station.laptops.map((l) => (
              <tr key={l.id} data-testid={`laptop-${l.name}`} className={l.revoked_at ? "quiet" : ""}>
                <td className="nowrap">{l.name}</td>
                <td className="nowrap">{l.user}</td>
                <td>
                  <Time of={l.enrolled_at} />
                </td>
                <td>{l.seen_at ? <Time of={l.seen_at} /> : <span className="quiet">—</span>}</td>
                <td className="number tabular">{l.waiting}</td>
                <td className="tabular">{l.app_version}</td>
                <td>{l.revoked_at ? null : l.confirmed_at === null ? <Waiting laptop={l} /> : <Health laptop={l} />}</td>
                <td className="row-acts">
                  {l.revoked_at ? (
                    <span className="tone-late">
                      × {words("station.revoked")} <Time of={l.revoked_at} />
                      {l.erased_at ? (
                        <>
                          {" · "}
                          {words("station.erased")} <Time of={l.erased_at} />
                        </>
                      ) : (
                        <> · {words("station.not_erased")}</>
                      )}
                    </span>
                  ) : may("manage_accounts") || may("manage_station") ? (
                    <>
                      {l.confirmed_at === null && !l.own && may("manage_station") ? (
                        <>
                          <Sure
                            label={words("station.confirm")}
                            question={words("station.confirm_sure", { digits: l.check_digits, user: l.user })}
                            onSure={() => act(stationAct("confirm_laptop", { laptop: l.id }))}
                            testid={`confirm-${l.name}`}
                          />{" "}
                        </>
                      ) : null}
                      <Sure
                        label={words("station.revoke")}
                        question={words("station.revoke_sure")}
                        onSure={() => act(stationAct("revoke_laptop", { laptop: l.id }))}
                        testid={`revoke-${l.name}`}
                      />{" "}
                      <Sure
                        label={words("station.stolen")}
                        question={words("station.stolen_sure")}
                        onSure={() => act(stationAct("revoke_laptop", { laptop: l.id, stolen: true }))}
                        testid={`stolen-${l.name}`}
                      />
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

/** That a new laptop waits for a second person, who compares the digits it shows. */
function Waiting({ laptop: l }: { laptop: Laptop }) {
  const words = useWords();
  return (
    <span className="tone-late" data-testid={`waits-${l.name}`}>
      ! {words(l.own ? "station.waits_own" : "station.waits", { digits: l.check_digits })}
    </span>
  );
}

/** What is wrong with a laptop's sync in words, or that it is in order. */
function Health({ laptop: l }: { laptop: Laptop }) {
  const words = useWords();
  const troubles = [
    l.copies_at ? words("station.two_copies") : null,
    l.is_in ? null : words("station.not_in"),
    l.clock,
    l.failures > 0 ? words("station.failures", { count: l.failures }) : null,
    l.other_version ? words("station.other_version") : null,
  ].filter((trouble) => trouble !== null);
  return troubles.length > 0 ? (
    <span className="tone-late">! {troubles.join(" · ")}</span>
  ) : (
    <span className="tone-done">✓ {words("station.sync_fine")}</span>
  );
}
