import { Select } from "antd";
import { useState } from "react";
import { useRead } from "../../api";
import { useLater } from "../../components";
import { useWords } from "../../words";

type Picked = { id: string; name: string } | null;
type Props = {
  kind?: "people" | "rooms";
  value: Picked;
  onChange: (v: Picked) => void;
  placeholder?: string;
  testid: string;
  autoFocus?: boolean;
};

/** Finds a registered person or a room by anything the search knows; nothing chosen is an answer too. */
export function RecordPick({ kind = "people", value, onChange, placeholder, testid, autoFocus }: Props) {
  const words = useWords();
  const [typed, setTyped] = useState("");
  const asked = useLater(typed.trim(), 60);
  const hits = useRead("search", asked ? [asked, 40] : null, true).data ?? [];
  const found = asked ? hits.filter((h) => h.kind === kind) : [];
  const options = found.map((h) => ({ value: h.id, label: h.title, detail: h.detail }));
  if (value && !options.some((o) => o.value === value.id)) options.unshift({ value: value.id, label: value.name, detail: "" });
  return (
    <Select
      className="choice"
      autoFocus={autoFocus}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value?.id}
      placeholder={placeholder ?? words("pick.person")}
      options={options}
      optionRender={(o) => (
        <>
          {o.label} <small className="quiet">{(o.data as { detail: string }).detail}</small>
        </>
      )}
      notFoundContent={asked ? words("pick.none") : null}
      popupMatchSelectWidth={false}
      onChange={(id?: string) => onChange(id ? { id, name: options.find((o) => o.value === id)?.label ?? "" } : null)}
      data-testid={testid}
    />
  );
}
