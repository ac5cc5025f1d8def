import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useWords } from "../words";

type Props = {
  value: string;
  /** Null when this account may not reveal. */
  onReveal: ((purpose: string) => Promise<string>) | null;
  purposes: { value: string; label: string }[];
  /** The purpose chosen before in this session: then one tap is enough. */
  purpose: string | null;
  testid: string;
};

/** A masked value and one control that shows it, with a purpose, until the page is left. */
export function Masked({ value, onReveal, purposes, purpose, testid }: Props) {
  const words = useWords();
  const [shown, setShown] = useState<string | null>(null);
  const reveal = async (why: string) => setShown(await onReveal!(why));
  if (!value) return <span className="quiet">—</span>;
  if (shown !== null || !onReveal || !value.includes("*")) {
    return (
      <span className="tabular select" data-testid={`${testid}-value`}>
        {shown ?? value}
      </span>
    );
  }
  const button = (
    <Button size="small" type="link" data-testid={testid} onClick={purpose ? () => void reveal(purpose).catch(() => null) : undefined}>
      {words("mask.show")}
    </Button>
  );
  return (
    <span className="masked">
      <span className="tabular" data-testid={`${testid}-value`}>
        {value}
      </span>
      {purpose ? (
        button
      ) : (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              {
                key: "_",
                type: "group",
                label: words("mask.purpose"),
                children: purposes.map((p) => ({ key: p.value, label: <span data-testid={`purpose-${p.value}`}>{p.label}</span> })),
              },
            ],
            onClick: ({ key }) => void reveal(key).catch(() => null),
          }}
        >
          {button}
        </Dropdown>
      )}
    </span>
  );
}
