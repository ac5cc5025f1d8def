import { Button, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useAct, useMay, type ImportAs, type ImportPreview, type ImportResult } from "../../api";
import { NoRight, Page } from "../../components";
import { useLanguage, useWords } from "../../words";
import { Batches } from "./batches";
import { base64, canCommit, importKind } from "./lib";
import { Preview, Problems } from "./preview";

type File64 = { name: string; base64: string };

/** A table from elsewhere, in three steps on one screen: choose, look, take over; and undo. */
export function ImportPage({ kind }: { kind: string | null }) {
  const words = useWords();
  const may = useMay();
  const [as, setAs] = useState<ImportAs>(importKind(kind));
  const [file, setFile] = useState<File64 | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const open = useAct("importOpen", true);
  const commit = useAct("importCommit", true);

  const look = (f: File64, kind: ImportAs, sheet: string | null) => {
    setFile(f);
    setResult(null);
    open.mutate([{ ...f, import_as: kind, sheet }], { onSuccess: setPreview, onError: () => setPreview(null) });
  };
  // The sentences of a preview are made when the file is read.
  const language = useLanguage();
  const spoken = useRef(language);
  useEffect(() => {
    if (spoken.current === language) return;
    spoken.current = language;
    if (file && preview) look(file, as, preview.sheet);
  }, [language]); // eslint-disable-line react-hooks/exhaustive-deps -- only the language asks for another reading
  const choose = async (chosen: File | undefined) => {
    if (chosen) look({ name: chosen.name, base64: base64(new Uint8Array(await chosen.arrayBuffer())) }, as, null);
  };
  const change = (kind: ImportAs) => {
    setAs(kind);
    if (file) look(file, kind, null);
  };
  const take = () => {
    if (!preview || commit.isPending) return;
    commit.mutate([preview.id], {
      onSuccess: (done) => {
        setResult(done);
        setPreview(null);
        setFile(null);
      },
    });
  };
  if (!may("import")) return <NoRight />;
  const failed = open.error ?? commit.error;
  return (
    <Page title={words("import.title")} testid="import-page">
      <div className="filters">
        <Segmented
          value={as}
          onChange={(v) => change(v as ImportAs)}
          options={(["rooms", "people", "contacts"] as const).map((k) => ({
            value: k,
            label: <span data-testid={`import-as-${k}`}>{words(`import.as_${k}`)}</span>,
          }))}
        />
        <label className="file">
          <input type="file" accept=".xlsx,.xls,.csv,.ods" data-testid="import-file" onChange={(e) => void choose(e.target.files?.[0])} />
          <span>{file ? file.name : words("import.choose")}</span>
        </label>
        {preview && preview.sheets.length > 1 ? (
          <Segmented value={preview.sheet} options={preview.sheets} onChange={(s) => file && look(file, as, String(s))} />
        ) : null}
        {preview ? (
          <Button type="primary" disabled={!canCommit(preview) || commit.isPending} onClick={take} data-testid="import-commit">
            {words("import.commit", { count: preview.sound.toLocaleString("en-US") })}
          </Button>
        ) : null}
      </div>
      {open.isPending ? <p className="quiet">{words("import.reading")}</p> : null}
      {failed ? (
        <p role="alert" className="finding finding-error" data-testid="import-error">
          ! {failed.message}
        </p>
      ) : null}
      {preview ? <Preview preview={preview} /> : null}
      {result ? (
        <div className="sheet" data-testid="import-result">
          <p>{result.message}</p>
          <Problems problems={result.problems} leftOut={result.left_out} />
        </div>
      ) : null}
      {preview ? null : (
        <>
          {result ? null : <p className="quiet prose">{words("import.lead")}</p>}
          <Batches />
        </>
      )}
    </Page>
  );
}
