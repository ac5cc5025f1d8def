import { Button, Input, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useMay, useRead, type DisputeRow } from "../../api";
import { Choice, ListTable, PAGE, Page, Pending, Time, useLater } from "../../components";
import { codeLabel, codeOptions, useWords } from "../../words";
import { OlderMonth } from "../older/older";

export function DisputesPage() {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [area] = useLocal("area");
  const [status, setStatus] = useState("*");
  const [kind, setKind] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const asked = useLater(text.trim(), 60);
  useEffect(() => setOffset(0), [area, status, kind, asked]);
  const list = useRead(
    "disputesList",
    [{ area, status: status === "*" ? null : status, kind, text: asked || null, offset, limit: PAGE }],
    true,
  );
  return (
    <Page
      title={words("nav.disputes")}
      tools={
        may("dispute") ? (
          <Button type="primary" size="small" onClick={() => go("/disputes/new")} data-testid="dispute-add">
            {words("disputes.add")}
          </Button>
        ) : null
      }
      testid="disputes-page"
    >
      <div className="filters">
        <Segmented
          value={status}
          onChange={(v) => setStatus(String(v))}
          options={[{ value: "*", label: words("list.every") }, ...codeOptions("dispute_status")]}
        />
        <Choice
          clear
          value={kind}
          options={codeOptions("dispute_kind")}
          onChange={setKind}
          placeholder={words("consult.kind_all")}
          testid="disputes-kind"
        />
        <Input
          allowClear
          value={text}
          placeholder={words("list.find")}
          onChange={(e) => setText(e.target.value)}
          className="filter-text"
          data-testid="disputes-text"
        />
      </div>
      <ListTable<DisputeRow>
        rows={list.data?.rows}
        total={list.data?.total ?? 0}
        error={list.error}
        rowKey={(r) => r.id}
        rowTestid="dispute"
        offset={offset}
        onOffset={setOffset}
        onOpen={(r) => go(`/disputes/${r.id}`)}
        empty={words(asked || kind || status !== "*" ? "list.none_found" : "disputes.empty")}
        columns={[
          { title: words("list.when"), key: "at", render: (_, r) => <Time of={r.at} /> },
          { title: words("consult.kind"), key: "kind", render: (_, r) => <span className="nowrap">{codeLabel("dispute_kind", r.kind)}</span> },
          { title: words("disputes.parties"), key: "parties", render: (_, r) => <><b>{r.parties}</b> <Pending on={r.pending} /></> },
          { title: words("disputes.place"), key: "place", render: (_, r) => r.place },
          { title: words("list.status"), key: "status", render: (_, r) => <span className={`nowrap ${r.status === "open" || r.status === "mediating" ? "tone-due" : "quiet"}`}>{codeLabel("dispute_status", r.status)}</span> },
          { title: words("list.by"), key: "by", render: (_, r) => r.by },
        ]} // prettier-ignore
      />
      <OlderMonth key={area} kind="disputes" />
    </Page>
  );
}
