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
  /** Text that names nobody registered, and what takes it. Without `onFree` only a record can be chosen. */
  free?: string | null;
  onFree?: (text: string | null) => void;
};

const FREE = "written:";

/** Finds a registered person or a room by anything the search knows; nothing chosen is an answer too. */
export function RecordPick({ kind = "people", value, onChange, placeholder, testid, autoFocus, free, onFree }: Props) {
  const words = useWords();
  const [typed, setTyped] = useState("");
  const asked = useLater(typed.trim(), 60);
  const answer = useRead("search", asked ? [asked, 40] : null, true);
  // An answer to older text must not be chosen by a quick Enter.
  const settled = asked === typed.trim() && !answer.isPlaceholderData && answer.data !== undefined;
  const found = asked && settled ? (answer.data ?? []).filter((h) => h.kind === kind) : [];
  const takes = (text: string) => {
    onChange(null);
    onFree?.(text);
  };
  const options = found.map((h) => ({ value: h.id, label: h.title, detail: h.detail }));
  if (value && !options.some((o) => o.value === value.id)) options.unshift({ value: value.id, label: value.name, detail: "" });
  const written = onFree ? typed.trim() || free : null;
  if (onFree && written && (settled || !asked)) options.push({ value: FREE + written, label: written, detail: words("pick.as_written") });
  return (
    <Select
      className="choice"
      autoFocus={autoFocus}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value?.id ?? (free ? FREE + free : undefined)}
      placeholder={placeholder ?? words("pick.person")}
      options={options}
      optionRender={(o) => (
        <>
          {o.label} <small className="quiet">{(o.data as { detail: string }).detail}</small>
        </>
      )}
      notFoundContent={asked ? words("pick.none") : null}
      popupMatchSelectWidth={false}
      onChange={(id?: string) => {
        setTyped("");
        if (id?.startsWith(FREE)) return takes(id.slice(FREE.length));
        onFree?.(null);
        onChange(id ? { id, name: options.find((o) => o.value === id)?.label ?? "" } : null);
      }}
      onBlur={() => {
        // Text left standing that found nobody is a name all the same.
        if (onFree && typed.trim() && settled && found.length === 0) takes(typed.trim());
        setTyped("");
      }}
      data-testid={testid}
    />
  );
}
