import { Button } from "antd";
import { useState } from "react";
import type { ExportSaved } from "../../api";
import { useWords } from "../../words";

/** What was written, and its password: shown until this line is closed, and kept nowhere. */
export function Made({ of: made, onClose }: { of: ExportSaved; onClose: () => void }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(made.password ?? "").then(() => setCopied(true));
  return (
    <div className="sheet" data-testid="export-made">
      <p>{made.message}</p>
      <p className="select">{made.path}</p>
      {made.password ? (
        <p>
          {words("exports.password")}{" "}
          <b className="select tabular" data-testid="export-password">
            {made.password}
          </b>{" "}
          <Button size="small" onClick={copy} data-testid="export-copy">
            {words(copied ? "exports.copied" : "exports.copy")}
          </Button>
        </p>
      ) : null}
      <Button size="small" onClick={onClose} data-testid="export-close">
        {words("close")}
      </Button>
    </div>
  );
}
