import { useMay, type StationPage } from "../../api";
import { Time } from "../../components";
import { useWords } from "../../words";
import { stationAct } from "./lib";
import { Sure } from "./sure";
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
              <th>{words("app.version")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {station.laptops.map((l) => (
              <tr key={l.id} data-testid={`laptop-${l.name}`} className={l.revoked_at ? "quiet" : ""}>
                <td>{l.name}</td>
                <td>{l.user}</td>
                <td>
                  <Time of={l.enrolled_at} />
                </td>
                <td>{l.seen_at ? <Time of={l.seen_at} /> : <span className="quiet">—</span>}</td>
                <td className="tabular">{l.app_version}</td>
                <td className="row-acts">
                  {l.revoked_at ? (
                    <span className="tone-late">
                      × {words("station.revoked")} <Time of={l.revoked_at} />
                    </span>
                  ) : may("manage_accounts") || may("manage_station") ? (
                    <Sure
                      label={words("station.revoke")}
                      question={words("station.revoke_sure")}
                      onSure={() => act(stationAct("revoke_laptop", { laptop: l.id }))}
                      testid={`revoke-${l.name}`}
                    />
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
