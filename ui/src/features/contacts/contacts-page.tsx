import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useMay, useRead, type ContactRow } from "../../api";
import { Choice, Day, ListTable, PAGE, Page, Pending, useLater } from "../../components";
import { codeLabel, codeOptions, isoDay, useWords } from "../../words";
import { PeopleTabs } from "../people/people-tabs";

export function ContactsPage() {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [area] = useLocal("area");
  const [role, setRole] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const asked = useLater(text.trim(), 60);
  useEffect(() => setOffset(0), [area, role, asked]);
  const list = useRead("contactsList", [{ area, role, text: asked || null, offset, limit: PAGE }], true);
  const tools = (
    <>
      {may("import") ? (
        <Button size="small" onClick={() => go("/import/contacts")} data-testid="contacts-import">
          {words("import.title")}
        </Button>
      ) : null}
      {may("register") ? (
        <Button size="small" onClick={() => go("/people/contacts/matches")} data-testid="contacts-matches">
          {words("matches.open")}
        </Button>
      ) : null}
      {may("register") ? (
        <Button size="small" type="primary" onClick={() => go("/people/contacts/new")} data-testid="contact-add">
          {words("contacts.add")}
        </Button>
      ) : null}
    </>
  );
  return (
    <Page title={<PeopleTabs here="contacts" />} tools={tools} testid="contacts-page">
      <div className="filters">
        <Input
          allowClear
          value={text}
          placeholder={words("contacts.filter_hint")}
          onChange={(e) => setText(e.target.value)}
          className="filter-text"
          data-testid="contacts-text"
        />
        <Choice
          clear
          value={role}
          options={codeOptions("contact_role")}
          onChange={setRole}
          placeholder={words("contacts.role_all")}
          testid="contacts-role"
        />
      </div>
      <ListTable<ContactRow>
        rows={list.data?.rows}
        total={list.data?.total ?? 0}
        error={list.error}
        rowKey={(r) => r.id}
        rowTestid="contact"
        offset={offset}
        onOffset={setOffset}
        onOpen={(r) => go(`/people/contacts/${r.id}`)}
        empty={words(asked || role ? "contacts.none_found" : "contacts.empty")}
        columns={[
          { title: words("person.name"), key: "name", render: (_, r) => <><b>{r.name}</b> <Pending on={r.pending} /></> },
          { title: words("contacts.role"), key: "role", render: (_, r) => codeLabel("contact_role", r.role) },
          { title: words("person.phone"), key: "phone", render: (_, r) => <span className="tabular nowrap">{r.phone}</span> },
          { title: words("person.room"), key: "room", render: (_, r) => r.room },
          { title: words("contacts.remark"), key: "remark", render: (_, r) => r.remark },
          { title: words("contacts.group"), key: "group", render: (_, r) => r.group },
          { title: words("contacts.source"), key: "source", render: (_, r) => codeLabel("contact_source", r.source) },
          { title: words("contacts.added"), key: "added", render: (_, r) => <><Day of={r.added_at ? isoDay(r.added_at) : null} /> <span className="quiet">{r.added_by}</span></> },
        ]} // prettier-ignore
      />
    </Page>
  );
}
