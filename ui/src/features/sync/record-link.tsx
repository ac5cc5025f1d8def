import { useLocation } from "wouter";
import { seesPersons, useMe, type OpenTask } from "../../api";
import { useOpenPerson } from "../people/use-person";
import { pathOf } from "../search/lib";

/** The name of a record; a link for who may open records of persons. */
export function RecordLink({ kind, id, text, task }: { kind: string; id: string; text: string; task?: OpenTask }) {
  const [, go] = useLocation();
  const open = useOpenPerson();
  if (!seesPersons(useMe())) return <>{text}</>;
  return (
    <button type="button" className="link" onClick={() => (kind === "people" ? open(id, task ?? null) : go(pathOf(kind, id)))}>
      {text}
    </button>
  );
}
