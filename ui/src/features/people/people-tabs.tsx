import { useLocation } from "wouter";
import { useMay } from "../../api";
import { Tabs } from "../../components";
import { useWords } from "../../words";

/** People, contacts, declarations and how long they are kept are one entry in the navigation. */
export function PeopleTabs({ here }: { here: "people" | "contacts" | "declarations" | "exports" | "retention" }) {
  const words = useWords();
  const [, go] = useLocation();
  const may = useMay();
  return (
    <Tabs
      value={here}
      all={[
        { value: "people", label: words("nav.people") },
        { value: "contacts", label: words("contacts.title") },
        { value: "declarations", label: words("declarations.title") },
        ...(may("export_people") ? [{ value: "exports" as const, label: words("exports.title") }] : []),
        ...(may("decide_retention") ? [{ value: "retention" as const, label: words("retention.title") }] : []),
      ]}
      onChange={(to) => go(to === "people" ? "/people" : `/people/${to}`)}
    />
  );
}
