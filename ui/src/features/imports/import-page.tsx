import { Button, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useAct, useMay, type ImportAs, type ImportMapped, type ImportPreview, type ImportResult } from "../../api";
import { NoRight, Page } from "../../components";
import { useLanguage, useWords } from "../../words";
import { Batches } from "./batches";
import { Columns } from "./columns";
import { Differences } from "./differences";
import { SaveLeftOut } from "./left-out";
import { base64, canCommit, choiceOf, importKind, mustChoose } from "./lib";
import { Counts, Problems } from "./preview";
import { Others, WhichSheet } from "./sheets";
import { Working } from "./working";

/** No list is larger; the reader says the same. */
const MOST_BYTES = 20 * 1024 * 1024;

type File64 = { name: string; base64: string };
type Taken = { id: string; result: ImportResult };

/** A table from elsewhere: choose, say which sheet and what the columns are, look, take over; and undo. */
export function ImportPage({ kind }: { kind: string | null }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [as, setAs] = useState<ImportAs>(importKind(kind));
  const [file, setFile] = useState<File64 | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  /** The lists of the workbook, known from its first reading. */
  const [lists, setLists] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  /** Why a file did not even get as far as being read. */
  const [unread, setUnread] = useState<string | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const open = useAct("importOpen", true);
  const map = useAct("importMap", true);
  const commit = useAct("importCommit", true);

  const show = (shown: ImportPreview | null) => {
    setPreview(shown);
    setTurned(new Set());
  };
  const look = (f: File64, kind: ImportAs, sheet: string | null) => {
    setFile(f);
    setTaken(null);
    map.reset();
    commit.reset();
    open.mutate([{ ...f, import_as: kind, sheet }], {
      onSuccess: (read) => {
        show(read);
        if (sheet === null) setLists(read.lists);
        setAsking(sheet === null && mustChoose(read));
      },
      onError: () => show(null),
    });
  };
  const remap = (columns: ImportMapped[]) => preview && map.mutate([preview.id, columns], { onSuccess: show });
  // The sentences of a preview are made when the file is read.
  const language = useLanguage();
  const spoken = useRef(language);
  useEffect(() => {
    if (spoken.current === language) return;
    spoken.current = language;
    if (file && preview) look(file, as, preview.sheet);
  }, [language]); // eslint-disable-line react-hooks/exhaustive-deps -- only the language asks for another reading
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    setUnread(null);
    const bytes = chosen.size > MOST_BYTES ? null : await chosen.arrayBuffer().catch(() => null);
    if (bytes) return look({ name: chosen.name, base64: base64(new Uint8Array(bytes)) }, as, null);
    show(null);
    setFile(null);
    setTaken(null);
    setUnread(words(chosen.size > MOST_BYTES ? "import.too_large" : "import.unreadable"));
  };
  const change = (kind: ImportAs) => {
    setAs(kind);
    if (file) look(file, kind, null);
  };
  const take = () => {
    if (!preview || commit.isPending) return;
    commit.mutate([preview.id, choiceOf(preview.differences, turned)], {
      onSuccess: (result) => {
        setTaken({ id: preview.id, result });
        show(null);
        setFile(null);
      },
    });
  };
  if (!may("import")) return <NoRight />;
  const working = open.isPending || map.isPending || commit.isPending;
  const failed = unread ?? (open.error ?? map.error ?? commit.error)?.message;
  const ready = preview && !asking && !open.isPending ? preview : null;
  return (
    <Page title={words("import.title")} testid="import-page">
      <div className="filters">
        <Segmented
          value={as}
          disabled={working}
          onChange={(v) => change(v as ImportAs)}
          options={(["rooms", "people", "contacts"] as const).map((k) => ({
            value: k,
            label: <span data-testid={`import-as-${k}`}>{words(`import.as_${k}`)}</span>,
          }))}
        />
        <label className="file">
          <input
            type="file"
            accept=".xlsx,.xls,.csv,.txt,.ods"
            disabled={working}
            data-testid="import-file"
            onChange={(e) => {
              const chosen = e.target.files?.[0];
              // A file that was corrected and saved under its name can be chosen again.
              e.target.value = "";
              void choose(chosen);
            }}
          />
          <span>{file ? file.name : words("import.choose")}</span>
        </label>
        {ready && file && lists.length > 1 ? (
          <Segmented value={ready.sheet} options={lists} onChange={(s) => look(file, as, String(s))} data-testid="import-sheet" />
        ) : null}
        {ready ? (
          <Button type="primary" disabled={!canCommit(ready) || working} onClick={take} data-testid="import-commit">
            {words("import.commit", { count: ready.sound.toLocaleString("en-US") })}
          </Button>
        ) : null}
      </div>
      {failed ? (
        <p role="alert" className="finding finding-error" data-testid="import-error">
          ! {failed}
        </p>
      ) : null}
      {working ? <Working taking={commit.isPending} /> : null}
      {preview && asking && file ? <WhichSheet preview={preview} onChoose={(sheet) => look(file, as, sheet)} /> : null}
      {ready && !commit.isPending ? (
        <div data-testid="import-preview">
          <Counts preview={ready} />
          <Others preview={ready} lists={lists} />
          <Differences differences={ready.differences} turned={turned} onTurn={setTurned} />
          <Problems problems={ready.problems} leftOut={ready.left_out} />
          {ready.left_out > 0 ? <SaveLeftOut id={ready.id} /> : null}
          <Columns preview={ready} busy={working} onMap={remap} />
        </div>
      ) : null}
      {taken ? (
        <div className="sheet" data-testid="import-result">
          <p>{taken.result.message}</p>
          {as === "contacts" ? (
            <Button type="primary" onClick={() => go("/people/contacts/matches")} data-testid="import-matches">
              {words("matches.open")}
            </Button>
          ) : null}
          <Problems problems={taken.result.problems} leftOut={taken.result.left_out} />
          {taken.result.left_out > 0 ? <SaveLeftOut id={taken.id} /> : null}
        </div>
      ) : null}
      {preview || working ? null : (
        <>
          {taken ? null : <p className="quiet prose">{words("import.lead")}</p>}
          <Batches />
        </>
      )}
    </Page>
  );
}
