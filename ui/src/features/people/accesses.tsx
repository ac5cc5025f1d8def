import { useState } from "react";
import { useAct, useMay, type AccessLine } from "../../api";
import { Refused } from "../../components";
import { useWords } from "../../words";
import { AccessTable } from "../log/access-table";
import { about } from "../log/lib";

/** Who looked at a person and changed what: asked of the station, because other laptops have their part of it. */
export function Accesses({ id }: { id: string }) {
  const words = useWords();
  const may = useMay();
  const find = useAct("accessFind", true);
  const [lines, setLines] = useState<AccessLine[] | null>(null);
  if (!may("read_accesses")) return null;
  const show = () => find.mutate([about(id)], { onSuccess: (page) => setLines(page.lines) });
  return (
    <>
      <button type="button" className="link small" onClick={show} data-testid="person-accesses">
        {words("log.of_person")}
      </button>
      <Refused error={find.error} />
      {lines ? lines.length > 0 ? <AccessTable lines={lines} /> : <p className="quiet small">{words("log.none")}</p> : null}
    </>
  );
}
