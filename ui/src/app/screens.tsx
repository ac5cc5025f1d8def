import { Redirect, Route, Switch } from "wouter";
import type { Me } from "../api";
import { BroadcastsPage } from "../features/broadcasts/broadcasts-page";
import { ConsultationsPage } from "../features/consultations/consultations-page";
import { ContactEdit } from "../features/contacts/contact-edit";
import { ContactsPage } from "../features/contacts/contacts-page";
import { MatchesPage } from "../features/contacts/matches-page";
import { DeclarationsPage } from "../features/declarations/declarations-page";
import { DisputeForm } from "../features/disputes/dispute-form";
import { DisputePage } from "../features/disputes/dispute-page";
import { DisputesPage } from "../features/disputes/disputes-page";
import { HandoverPage } from "../features/handover/handover-page";
import { ImportPage } from "../features/imports/import-page";
import { LogPage } from "../features/log/log-page";
import { PeoplePage } from "../features/people/people-page";
import { PersonEdit } from "../features/people/person-edit";
import { PersonPage } from "../features/people/person-page";
import { ReportPage } from "../features/reports/report-page";
import { ExportsPage } from "../features/exports/exports-page";
import { LookupPage } from "../features/lookups/lookup-page";
import { RetentionPage } from "../features/retention/retention-page";
import { BuildingsPage } from "../features/rooms/buildings-page";
import { GridPage } from "../features/rooms/grid-page";
import { RoomDoor } from "../features/rooms/room-door";
import { StationPage } from "../features/station/station-page";
import { SyncPage } from "../features/sync/sync-page";
import { TodayPage } from "../features/today/today-page";
import { homeOf } from "./nav";

/** Which screen an address shows. The administrator sees accounts and devices, the auditor the log; neither ever sees a person. */
export function Screens({ me }: { me: Me }) {
  if (me.role === "administrator") {
    return (
      <Switch>
        <Route path="/station" component={StationPage} />
        <Route path="/sync" component={SyncPage} />
        <Redirect to="/station" replace />
      </Switch>
    );
  }
  if (me.role === "auditor") {
    return (
      <Switch>
        <Route path="/log" component={LogPage} />
        <Route path="/sync" component={SyncPage} />
        <Redirect to="/log" replace />
      </Switch>
    );
  }
  return (
    <Switch>
      <Route path="/today" component={TodayPage} />
      <Route path="/rooms" component={BuildingsPage} />
      <Route path="/rooms/:building/:room?/:act?">
        {(p: { building: string; room?: string; act?: string }) => (
          <GridPage building={p.building} room={p.room ?? null} act={p.act ?? null} />
        )}
      </Route>
      <Route path="/door/:room">{(p) => <RoomDoor room={p.room} />}</Route>
      <Route path="/people" component={PeoplePage} />
      <Route path="/people/contacts" component={ContactsPage} />
      <Route path="/people/contacts/matches" component={MatchesPage} />
      <Route path="/people/contacts/:id">{(p) => <ContactEdit key={p.id} id={p.id === "new" ? null : p.id} />}</Route>
      <Route path="/people/declarations" component={DeclarationsPage} />
      <Route path="/people/retention" component={RetentionPage} />
      <Route path="/people/exports/:filter?" component={ExportsPage} />
      <Route path="/people/:id">{(p) => <PersonPage key={p.id} id={p.id} />}</Route>
      <Route path="/people/:id/edit">{(p) => <PersonEdit key={p.id} id={p.id} />}</Route>
      <Route path="/lookup" component={LookupPage} />
      <Route path="/consultations/:id?">{(p) => <ConsultationsPage id={p.id ?? null} />}</Route>
      <Route path="/disputes" component={DisputesPage} />
      <Route path="/disputes/new" component={DisputeForm} />
      <Route path="/disputes/:id">{(p) => <DisputePage key={p.id} id={p.id} />}</Route>
      <Route path="/broadcasts/:id?/:act?">{(p) => <BroadcastsPage id={p.id ?? null} act={p.act ?? null} />}</Route>
      <Route path="/reports" component={ReportPage} />
      <Route path="/station" component={StationPage} />
      <Route path="/handover/:user">{(p) => <HandoverPage key={p.user} user={p.user} />}</Route>
      <Route path="/sync" component={SyncPage} />
      <Route path="/import/:kind?">{(p) => <ImportPage kind={p.kind ?? null} />}</Route>
      <Redirect to={homeOf(me)} replace />
    </Switch>
  );
}
