import { Button } from "antd";
import { useState } from "react";
import { useAct, useRead, type HandoverArea, type HandoverPage as Handover, type OpenSort } from "../../api";
import { Answer, Choice, Page, Refused } from "../../components";
import { useWords } from "../../words";

/** What is open in somebody's areas, for who leaves, who comes and the chief; printed as one page. */
export function HandoverPage({ user }: { user: string }) {
  const words = useWords();
  const page = useRead("handoverPage", [user]);
  const none = page.error?.code === "not_found";
  return (
    <Page title={words("handover.page")} aside={<b>{page.data?.name}</b>} testid="handover-page">
      {none ? <p className="state">{words("handover.none")}</p> : <Answer of={page}>{(handover) => <Open handover={handover} />}</Answer>}
    </Page>
  );
}

function Open({ handover }: { handover: Handover }) {
  return (
    <>
      {handover.standing ? <p data-testid="handover-standing">{handover.standing}</p> : null}
      <Print user={handover.user} />
      {handover.areas.map((area) => (
        <Area key={area.id} area={area} />
      ))}
    </>
  );
}

function Area({ area }: { area: HandoverArea }) {
  const words = useWords();
  return (
    <section data-testid={`handover-${area.name}`}>
      <h3>
        {area.name} <span className="quiet">{area.figures}</span>
      </h3>
      {area.open.length === 0 ? (
        <p className="quiet">{words("handover.nothing")}</p>
      ) : (
        <table className="tasks">
          <tbody>
            {area.open.map((sort) => (
              <Sort key={sort.what} sort={sort} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Sort({ sort }: { sort: OpenSort }) {
  const words = useWords();
  const more = sort.total - sort.lines.length;
  return (
    <>
      {sort.lines.map((line, i) => (
        <tr key={`${sort.what}${i}`}>
          <td className="nowrap">
            {i === 0 ? (
              <>
                {sort.what} <b className="tabular">{sort.total}</b>
              </>
            ) : null}
          </td>
          <td className="task-place">{line.place}</td>
          <td className="task-who">{line.who}</td>
          <td className={line.late ? "late" : "quiet"}>
            {line.late ? "! " : ""}
            {line.when} {more > 0 && i === sort.lines.length - 1 ? words("handover.more", { count: more }) : ""}
          </td>
        </tr>
      ))}
    </>
  );
}

function Print({ user }: { user: string }) {
  const words = useWords();
  const places = useRead("reportPlaces", []);
  const [chosen, setChosen] = useState<string | null>(null);
  const print = useAct("handoverPrint", true);
  const place = chosen ?? places.data?.[0]?.id ?? null;
  return (
    <div className="filters">
      <Choice
        small
        value={place}
        options={(places.data ?? []).map((p) => ({ value: p.id, label: p.name }))}
        onChange={setChosen}
        onOpen={() => void places.refetch()}
        testid="handover-place"
      />
      <Button
        type="primary"
        size="small"
        disabled={!place || print.isPending}
        onClick={() => place && print.mutate([user, place])}
        data-testid="handover-print"
      >
        {words(print.isPending ? "handover.printing" : "handover.print")}
      </Button>
      <Refused error={print.error} />
      {print.data ? (
        <span data-testid="handover-said" className="select">
          {print.data.message} {print.data.path}
        </span>
      ) : null}
    </div>
  );
}
