import { Select } from "antd";
import { useRef, useState, type KeyboardEvent } from "react";
import { readNow, useRead, type Hit } from "../../api";
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
  const [open, setOpen] = useState(false);
  const awaited = useRef<string | null>(null);
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
  const done = () => {
    setTyped("");
    setOpen(false);
  };
  const choose = (text: string, hits: readonly Hit[]) => {
    // Whoever typed on meanwhile means something else.
    if (awaited.current !== text) return;
    const first = hits.find((h) => h.kind === kind);
    if (!first && !onFree) return;
    if (first) {
      onFree?.(null);
      onChange({ id: first.id, name: first.title });
    } else takes(text);
    done();
  };
  // Enter pressed before the answer is there chooses when it comes.
  const onKey = (e: KeyboardEvent) => {
    const text = typed.trim();
    const early = e.key === "Enter" && !e.nativeEvent.isComposing && text !== "" && !settled;
    awaited.current = early ? text : null;
    if (!early) return;
    e.preventDefault();
    e.stopPropagation();
    void readNow("search", text, 40).then(
      (hits) => choose(text, hits),
      () => undefined,
    );
  };
  return (
    <Select
      className="choice"
      open={open}
      onOpenChange={setOpen}
      onInputKeyDown={onKey}
      autoFocus={autoFocus}
      allowClear
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
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
