import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { useMay, useRead } from "../../api";
import { onKeys, useLater } from "../../components";
import { useWords, type Key } from "../../words";
import { useOpenPerson } from "../people/use-person";
import { callOf, grouped, pathOf } from "./lib";

/** One box for everything: results by kind beneath it, driven by the arrow keys. */
export function SearchBox() {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const openPerson = useOpenPerson();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const asked = useLater(text.trim(), 40);
  const answer = useRead("search", asked ? [asked, 24] : null, true);
  const groups = grouped(asked ? (answer.data ?? []) : []);
  const flat = groups.flatMap((g) => g.hits);

  const close = () => {
    setOpen(false);
    setText("");
    setAt(0);
    box.current?.blur();
  };
  const choose = (index: number) => {
    const found = flat[index]?.hit;
    // An answer to older text must not be opened by a quick Enter.
    if (!found || asked !== text.trim() || answer.isPlaceholderData) return;
    if (found.kind === "people") openPerson(found.id, callOf(asked));
    else go(pathOf(found.kind, found.id));
    close();
  };
  const move = (by: number) => setAt((i) => (flat.length ? (i + by + flat.length) % flat.length : 0));

  return (
    <div className="search" onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setOpen(false)}>
      <span className="search-sign" aria-hidden>
        ⌕
      </span>
      <input
        ref={box}
        id="search"
        value={text}
        autoComplete="off"
        spellCheck={false}
        placeholder={words("search.hint")}
        data-testid="search"
        onFocus={() => setOpen(true)}
        onChange={(e) => {
          setText(e.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={onKeys({ arrowdown: () => move(1), arrowup: () => move(-1), enter: () => choose(at), escape: close })}
      />
      <kbd>Ctrl K</kbd>
      {open && asked ? (
        <div className="search-list" role="listbox" data-testid="search-list">
          {groups.map((group) => (
            <div key={group.kind}>
              <h3>{words(`kind.${group.kind}` as Key)}</h3>
              {group.hits.map(({ hit, index }) => (
                <div
                  key={hit.id}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === at}
                  data-testid={`hit-${index}`}
                  onMouseDown={(e) => e.preventDefault()}
                  onMouseMove={() => setAt(index)}
                  onClick={() => choose(index)}
                >
                  <b>{hit.title}</b>
                  <span>{hit.detail}</span>
                  <small className="quiet">{hit.why}</small>
                </div>
              ))}
            </div>
          ))}
          {flat.length === 0 && answer.data && !answer.isPlaceholderData ? (
            <p className="quiet">
              {words("search.none", { text: asked })}{" "}
              {may("look_up") ? (
                <button
                  type="button"
                  className="link"
                  onMouseDown={(e) => e.preventDefault()}
                  onClick={() => {
                    go("/lookup");
                    close();
                  }}
                  data-testid="search-lookup"
                >
                  {words("lookup.offer")}
                </button>
              ) : null}
            </p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
