import { useLocation } from "wouter";
import { Tabs } from "../../components";
import { useWords } from "../../words";

/** People, contacts and declarations are one entry in the navigation. */
export function PeopleTabs({ here }: { here: "people" | "contacts" | "declarations" }) {
  const words = useWords();
  const [, go] = useLocation();
  return (
    <Tabs
      value={here}
      all={[
        { value: "people", label: words("nav.people") },
        { value: "contacts", label: words("contacts.title") },
        { value: "declarations", label: words("declarations.title") },
      ]}
      onChange={(to) => go(to === "people" ? "/people" : `/people/${to}`)}
    />
  );
}
