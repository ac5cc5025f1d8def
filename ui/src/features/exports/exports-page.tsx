import { Answer, Page } from "../../components";
import { useRead } from "../../api";
import { PeopleTabs } from "../people/people-tabs";
import { ExportForm } from "./export-form";
import { Requests } from "./requests";

/** Lists of people that leave the program: what others ask about, what is asked or agreed, and a new one. */
export function ExportsPage() {
  const requests = useRead("exportsPage", []);
  return (
    <Page title={<PeopleTabs here="exports" />} testid="exports-page">
      <Answer of={requests}>{(rows) => <Requests rows={rows} />}</Answer>
      <ExportForm />
    </Page>
  );
}
