import { Select } from "antd";
import { useMe } from "../../api";
import { useWords } from "../../words";

type Props = { areas: string[]; onChange: (areas: string[]) => void };

/** One area, several such as a team's, or all; not there for who has one. */
export function AreasChoice({ areas, onChange }: Props) {
  const words = useWords();
  const held = useMe()?.areas ?? [];
  if (held.length < 2) return null;
  return (
    <Select
      mode="multiple"
      className="choice report-areas-choice"
      value={areas}
      maxTagCount={1}
      placeholder={words("reports.all_areas")}
      options={held.map((a) => ({ value: a.id, label: a.name }))}
      onChange={onChange}
      optionFilterProp="label"
      data-testid="report-areas-choice"
    />
  );
}
