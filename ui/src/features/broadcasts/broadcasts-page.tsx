import { Button, Pagination } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useMay, useRead, type BroadcastRow } from "../../api";
import { Answer, Day, Empty, Page, Sign } from "../../components";
import { codeLabel, today, useWords } from "../../words";
import { BroadcastSheet } from "./broadcast-sheet";
import { byDay, expired } from "./lib";
import { WriteForm } from "./write-form";

const LIMIT = 30;

/** Left the list by day, right the content as residents will see it. */
export function BroadcastsPage({ id, act }: { id: string | null; act: string | null }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [offset, setOffset] = useState(0);
  const list = useRead("broadcastsList", [offset, LIMIT], true);
  const first = list.data?.rows[0]?.id;
  useEffect(() => {
    if (!id && first) go(`/broadcasts/${first}`, { replace: true });
  }, [id, first, go]);
  const writing = id === "new" || act === "edit";
  return (
    <Page
      title={words("nav.broadcasts")}
      tools={
        may("write_broadcast") && !writing ? (
          <Button size="small" onClick={() => go("/broadcasts/new")} data-testid="broadcast-add">
            {words("broadcasts.add")}
          </Button>
        ) : null
      }
      fixed
      testid="broadcasts-page"
    >
      <Answer of={list}>
        {(page) =>
          page.total === 0 && !writing ? (
            <Empty text={words("broadcasts.empty")} />
          ) : (
            <div className="list-and-sheet">
              <div className="list" data-testid="broadcasts-list">
                {byDay(page.rows).map((group) => (
                  <section key={group.day}>
                    <h3>
                      <Day of={group.day} />
                    </h3>
                    {group.rows.map((row) => (
                      <Line key={row.id} row={row} here={row.id === id} onOpen={() => go(`/broadcasts/${row.id}`)} />
                    ))}
                  </section>
                ))}
                {page.total > LIMIT ? (
                  <Pagination
                    size="small"
                    simple
                    current={offset / LIMIT + 1}
                    pageSize={LIMIT}
                    total={page.total}
                    onChange={(p) => setOffset((p - 1) * LIMIT)}
                  />
                ) : null}
              </div>
              <div className="list-sheet">
                {id === "new" ? (
                  <WriteForm id={null} />
                ) : id && act === "edit" ? (
                  <WriteForm key={id} id={id} />
                ) : id ? (
                  <BroadcastSheet key={id} id={id} />
                ) : null}
              </div>
            </div>
          )
        }
      </Answer>
    </Page>
  );
}

function Line({ row, here, onOpen }: { row: BroadcastRow; here: boolean; onOpen: () => void }) {
  const words = useWords();
  const over = expired(row, today());
  return (
    <button type="button" className={here ? "list-line list-here" : "list-line"} data-testid={`broadcast-${row.title}`} onClick={onOpen}>
      <b className={over ? "quiet" : ""}>{row.title}</b>
      <span className="quiet small">
        {row.urgent ? <span className="tone-late">{words("broadcasts.urgent")} </span> : null}
        {codeLabel("fraud_type", row.type)}
      </span>
      <span className="list-state">
        {row.state !== "approved" ? (
          <span className={row.state === "returned" ? "tone-note" : "tone-info"}>{codeLabel("broadcast_state", row.state)}</span>
        ) : row.ok_at === null && !over ? (
          <Sign tone="due" sign="◔">
            {words("broadcasts.to_read")}
          </Sign>
        ) : row.passed > 0 ? (
          <Sign tone="done" sign="✓">
            {words("broadcasts.reached", { count: row.passed })}
          </Sign>
        ) : over ? (
          words("broadcasts.over")
        ) : (
          <Sign tone="info" sign="○">
            {words("broadcasts.to_pass")}
          </Sign>
        )}
      </span>
    </button>
  );
}
