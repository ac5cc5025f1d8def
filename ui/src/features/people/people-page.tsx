import { Button, Input, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useMay, useRead, type PeopleQuery, type PersonRow } from "../../api";
import { Day, ListTable, PAGE, Page, Pending, sortable, useLater } from "../../components";
import { codeLabel, useWords, type Key } from "../../words";
import { Due } from "./due";
import { PeopleTabs } from "./people-tabs";
import { useOpenPerson } from "./use-person";

const FILTERS = ["here", "due", "late", "foreign", "minors", "left", "all"] as const;

export function PeoplePage() {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const open = useOpenPerson();
  const [area] = useLocal("area");
  const [filter, setFilter] = useState<PeopleQuery["filter"]>("here");
  const [text, setText] = useState("");
  const [order, setOrder] = useState<{ sort: string; descending: boolean }>({ sort: "name", descending: false });
  const [offset, setOffset] = useState(0);
  const asked = useLater(text.trim(), 60);
  useEffect(() => setOffset(0), [area, filter, asked, order]);
  const list = useRead("peopleList", [{ area, filter, text: asked || null, sort: order.sort as PeopleQuery["sort"], descending: order.descending, offset, limit: PAGE }], true); // prettier-ignore

  return (
    <Page
      title={<PeopleTabs here="people" />}
      tools={
        <>
          {may("export_people") ? (
            <Button size="small" onClick={() => go(`/people/exports/${filter}`)} data-testid="people-export">
              {words("exports.open")}
            </Button>
          ) : null}{" "}
          {may("import") ? (
            <Button size="small" onClick={() => go("/import/people")} data-testid="people-import">
              {words("import.title")}
            </Button>
          ) : null}
        </>
      }
      testid="people-page"
    >
      <div className="filters">
        <Input
          allowClear
          value={text}
          placeholder={words("people.filter_hint")}
          onChange={(e) => setText(e.target.value)}
          data-testid="people-text"
          className="filter-text"
        />
        <Segmented
          value={filter}
          onChange={(v) => setFilter(v as PeopleQuery["filter"])}
          options={FILTERS.map((f) => ({ value: f, label: <span data-testid={`people-${f}`}>{words(`people.${f}` as Key)}</span> }))}
        />
      </div>
      <ListTable<PersonRow>
        rows={list.data?.rows}
        total={list.data?.total ?? 0}
        error={list.error}
        rowKey={(r) => r.id}
        rowTestid="person"
        offset={offset}
        onOffset={setOffset}
        order={order}
        onOrder={setOrder}
        onOpen={(r) => open(r.id, null)}
        empty={words(asked ? "people.none_found" : "people.empty")}
        columns={[
          { title: words("person.name"), render: (_, r) => <><b>{r.name}</b> <Pending on={r.pending} /></>, ...sortable("name") },
          { title: words("person.sex_age"), key: "sex", render: (_, r) => <span className="tabular">{codeLabel("sex", r.sex)} {r.age ?? ""}</span> },
          { title: words("person.document"), key: "document", render: (_, r) => <span className="tabular nowrap">{r.document}</span> },
          { title: words("person.phone"), key: "phone", render: (_, r) => <span className="tabular nowrap">{r.phone}</span> },
          { title: words("person.room"), render: (_, r) => r.room ?? <span className="quiet">{words("person.gone")}</span>, ...sortable("room") },
          { title: words("person.since"), render: (_, r) => <Day of={r.since} />, ...sortable("since") },
          { title: words("person.due"), render: (_, r) => <Due due={r.due} state={r.due_state} />, ...sortable("due") },
        ]} // prettier-ignore
      />
    </Page>
  );
}
