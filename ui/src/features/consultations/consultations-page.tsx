import { Button, Input, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useMay, useRead, type ConsultationRow } from "../../api";
import { Choice, ListTable, PAGE, Page, Pending, Time, useLater } from "../../components";
import { codeLabel, codeOptions, useWords } from "../../words";
import { OlderMonth } from "../older/older";
import { ConsultationDetail } from "./consultation-detail";

/** List left, the chosen consultation right. */
export function ConsultationsPage({ id }: { id: string | null }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [area] = useLocal("area");
  const [, setPanel] = useLocal("panel");
  const [status, setStatus] = useState<string>("*");
  const [kind, setKind] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const asked = useLater(text.trim(), 60);
  useEffect(() => setOffset(0), [area, status, kind, asked]);
  const list = useRead(
    "consultationsList",
    [{ area, status: status === "*" ? null : status, kind, text: asked || null, offset, limit: PAGE }],
    true,
  );
  const filtered = asked || kind || status !== "*";

  return (
    <Page
      title={words("nav.consultations")}
      tools={
        may("consult") ? (
          <Button type="primary" size="small" onClick={() => setPanel("consult")} data-testid="consult-open">
            {words("consult.title")} <kbd>Ctrl J</kbd>
          </Button>
        ) : null
      }
      testid="consultations-page"
    >
      <div className="filters">
        <Segmented
          value={status}
          onChange={(v) => setStatus(String(v))}
          options={[{ value: "*", label: words("list.every") }, ...codeOptions("consultation_status")]}
        />
        <Choice
          clear
          value={kind}
          options={codeOptions("consultation_kind")}
          onChange={setKind}
          placeholder={words("consult.kind_all")}
          testid="consultations-kind"
        />
        <Input
          allowClear
          value={text}
          placeholder={words("list.find")}
          onChange={(e) => setText(e.target.value)}
          className="filter-text"
          data-testid="consultations-text"
        />
      </div>
      <div className={id ? "two two-detail" : undefined}>
        <ListTable<ConsultationRow>
          rows={list.data?.rows}
          total={list.data?.total ?? 0}
          error={list.error}
          rowKey={(r) => r.id}
          rowTestid="consultation"
          offset={offset}
          onOffset={setOffset}
          onOpen={(r) => go(r.id === id ? "/consultations" : `/consultations/${r.id}`)}
          empty={words(filtered ? "list.none_found" : "consult.empty")}
          columns={[
            { title: words("list.when"), key: "at", render: (_, r) => <Time of={r.at} /> },
            { title: words("consult.kind"), key: "kind", render: (_, r) => <span className="nowrap">{codeLabel("consultation_kind", r.kind)}</span> },
            { title: words("consult.who"), key: "who", render: (_, r) => <span className="nowrap">{r.who || <span className="quiet">{words("consult.nobody")}</span>} <Pending on={r.pending} /></span> },
            { title: words("consult.text"), key: "text", render: (_, r) => <span className="clamp">{r.text}</span> },
            { title: words("list.status"), key: "status", render: (_, r) => <span className={`nowrap ${r.status === "open" ? "tone-due" : "quiet"}`}>{codeLabel("consultation_status", r.status)}</span> },
            ...(id ? [] : [{ title: words("list.by"), key: "by", render: (_: unknown, r: ConsultationRow) => <span className="nowrap">{r.by}</span> }]),
          ]} // prettier-ignore
        />
        {id ? <ConsultationDetail key={id} id={id} row={list.data?.rows.find((r) => r.id === id) ?? null} /> : null}
      </div>
      <OlderMonth key={area} kind="consultations" />
    </Page>
  );
}
