import { Button } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { useMay, useMe, useRead, type Invitation, type StationPage as Station } from "../../api";
import { Answer, Page, Time } from "../../components";
import { useWords } from "../../words";
import { Lookups } from "../lookups/lookups";
import { Areas } from "./areas";
import { InvitationCard } from "./invitation";
import { Laptops } from "./laptops";
import { Users } from "./users";

/** Who works where on which laptop, and what waits for a decision. */
export function StationPage() {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const page = useRead("stationPage", []);
  const [invitation, setInvitation] = useState<(Invitation & { name: string }) | null>(null);
  return (
    <Page
      title={words("nav.station")}
      aside={
        page.data ? (
          <span className="quiet" data-testid="station-as-of">
            {words("reports.as_of")} <Time of={page.data.as_of} /> ·{" "}
            {words("reports.laptops", { in: page.data.laptops_in, all: page.data.laptops_all })}
          </span>
        ) : null
      }
      tools={
        may("import") ? (
          <Button size="small" onClick={() => go("/import")} data-testid="station-import">
            {words("import.title")}
          </Button>
        ) : null
      }
      testid="station-page"
    >
      <Answer of={page}>
        {(s) => (
          <>
            <Waiting station={s} />
            {may("supervise") ? <Lookups /> : null}
            {invitation ? <InvitationCard invitation={invitation} onClose={() => setInvitation(null)} /> : null}
            <Users station={s} onInvite={setInvitation} />
            <Laptops station={s} />
            <Areas station={s} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Waiting({ station: s }: { station: Station }) {
  const words = useWords();
  const [, go] = useLocation();
  if (useMe()?.role === "administrator") return null;
  const laptops = s.laptops.filter((l) => l.confirmed_at === null && l.revoked_at === null && !l.own).length;
  return (
    <p className="waiting">
      {s.declarations_waiting > 0 ? (
        <button type="button" className="link" onClick={() => go("/people/declarations")} data-testid="station-declarations">
          {words("station.declarations_waiting", { count: s.declarations_waiting })}
        </button>
      ) : null}
      {s.broadcasts_waiting > 0 ? (
        <button type="button" className="link" onClick={() => go("/broadcasts")} data-testid="station-broadcasts">
          {words("station.broadcasts_waiting", { count: s.broadcasts_waiting })}
        </button>
      ) : null}
      {laptops > 0 ? <span data-testid="laptops-waiting">{words("station.laptops_waiting", { count: laptops })}</span> : null}
      {s.declarations_waiting + s.broadcasts_waiting + laptops === 0 ? (
        <span className="quiet">{words("station.nothing_waiting")}</span>
      ) : null}
    </p>
  );
}
