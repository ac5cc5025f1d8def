import { Select } from "antd";
import { useId } from "react";

type ChoiceProps = {
  value: string | null;
  options: { value: string; label: string }[];
  onChange: (value: string | null) => void;
  clear?: boolean;
  small?: boolean;
  testid?: string;
  placeholder?: string;
  /** Called when the list opens, for one that may be out of date. */
  onOpen?: () => void;
};

/** A list of a few known values; typing finds one. */
export function Choice({ value, options, onChange, clear, small, testid, placeholder, onOpen }: ChoiceProps) {
  const id = useId();
  return (
    <Select
      id={id}
      value={value}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      size={small ? "small" : undefined}
      allowClear={clear}
      placeholder={placeholder}
      onChange={(v: string | undefined) => onChange(v ?? null)}
      onOpenChange={(open) => open && onOpen?.()}
      data-testid={testid}
      className="choice"
      popupMatchSelectWidth={false}
    />
  );
}
