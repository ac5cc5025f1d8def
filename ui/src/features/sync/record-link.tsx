import { useLocation } from "wouter";
import { seesPersons, useMe } from "../../api";
import { pathOf } from "../search/lib";

/** The name of a record; a link for who may open records of persons. */
export function RecordLink({ kind, id, text }: { kind: string; id: string; text: string }) {
  const [, go] = useLocation();
  if (!seesPersons(useMe())) return <>{text}</>;
  return (
    <button type="button" className="link" onClick={() => go(pathOf(kind, id))}>
      {text}
    </button>
  );
}
