import { useKeys } from "../components";
import { useWords, type Key } from "../words";

const GROUPS: { title: Key; keys: [string, Key][] }[] = [
  {
    title: "keys.everywhere",
    keys: [
      ["Ctrl K", "keys.search"],
      ["Ctrl J", "keys.consult"],
      ["Alt 1…9", "keys.nav"],
      ["Ctrl Z", "keys.undo"],
      ["Alt L", "keys.curtain"],
      ["F12", "keys.lock"],
      ["?", "keys.this"],
    ],
  },
  {
    title: "keys.grid",
    keys: [
      ["← ↑ ↓ →", "keys.walk"],
      ["Space", "rooms.as_before_all"],
      ["N", "rooms.register_new"],
      ["1…9", "keys.pick"],
      ["L", "rooms.leave_key"],
      ["H", "rooms.nobody_home"],
      ["R", "rooms.refused"],
      ["V", "rooms.vacant"],
      ["M", "keys.note"],
      ["Esc", "keys.back"],
    ],
  },
  {
    title: "keys.forms",
    keys: [
      ["Enter", "keys.enter"],
      ["Ctrl Enter", "keys.ctrl_enter"],
      ["F2", "keys.f2"],
      ["Esc", "keys.leave"],
    ],
  },
];

export function Help({ onClose }: { onClose: () => void }) {
  const words = useWords();
  useKeys({ escape: onClose });
  return (
    <aside className="panel" data-testid="keys-help">
      <header>
        <h2>{words("keys.title")}</h2>
        <button type="button" className="link" onClick={onClose}>
          {words("close")} <kbd>Esc</kbd>
        </button>
      </header>
      {GROUPS.map((group) => (
        <dl key={group.title} className="keys">
          <h3>{words(group.title)}</h3>
          {group.keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{words(does)}</dd>
            </div>
          ))}
        </dl>
      ))}
    </aside>
  );
}
