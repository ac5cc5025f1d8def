import { Dropdown } from "antd";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { seesPersons, useLocal, type Me } from "../api";
import { Choice } from "../components";
import { SearchBox } from "../features/search/search-box";
import { codeLabel, useWords } from "../words";
import { useSwitchLanguage } from "./switch-language";

export function TopBar({ me, onLock, onCover }: { me: Me; onLock: () => void; onCover: () => void }) {
  const words = useWords();
  const [area, setArea] = useLocal("area");
  const [look, setLook] = useLocal("look");
  const switchLanguage = useSwitchLanguage();
  const [, go] = useLocation();
  useEffect(() => {
    // One area is the usual case: then it is chosen, so that lists need no area column and forms no area field.
    if (area === null && me.areas.length === 1) setArea(me.areas[0]!.id);
  }, [area, me.areas, setArea]);

  const persons = seesPersons(me);
  // Who is responsible for areas may hand them over one day.
  const walks = persons && me.role !== "chief" && me.areas.length > 0;
  return (
    <header className="top">
      {persons ? (
        <Choice
          value={area ?? "*"}
          options={[
            ...(me.areas.length > 1 ? [{ value: "*", label: words("area.all") }] : []),
            ...me.areas.map((a) => ({ value: a.id, label: a.name })),
          ]}
          onChange={(v) => setArea(v === "*" ? null : v)}
          testid="area"
        />
      ) : null}
      {persons ? <SearchBox /> : <span className="top-gap" />}
      <Dropdown
        trigger={["click"]}
        menu={{
          selectedKeys: [look],
          items: [
            { key: "auto", label: words("look.auto") },
            { key: "light", label: words("look.light") },
            { key: "dark", label: words("look.dark") },
            { type: "divider" },
            ...(walks ? [{ key: "handover", label: words("handover.go") }] : []),
            { key: "language", label: words("language.other") },
            { key: "cover", label: words("curtain.now") },
            { key: "lock", label: words("lock.now") },
          ],
          onClick: ({ key }) => {
            if (key === "lock") onLock();
            else if (key === "handover") go(`/handover/${me.id}`);
            else if (key === "cover") onCover();
            else if (key === "language") void switchLanguage();
            else setLook(key as "auto" | "light" | "dark");
          },
        }}
      >
        <button type="button" className="top-me" data-testid="me">
          {me.name} · {codeLabel("role", me.role)} <small>▾</small>
        </button>
      </Dropdown>
    </header>
  );
}
