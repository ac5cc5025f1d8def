import { Checkbox } from "antd";
import type { Same } from "../../api";
import { useWords, type Key } from "../../words";

/** People who may be the one at the door: registered elsewhere with the same number, phone, or name and birth. */
export function SamePeople({ same, chosen, onChoose }: { same: Same[]; chosen: string | null; onChoose: (person: string | null) => void }) {
  const words = useWords();
  if (same.length === 0) return null;
  return (
    <div className="finding finding-warning" data-testid="register-same">
      {same.map((s) => (
        <div key={s.person_id + s.why}>
          ⚠ {words(`same.${s.why}` as Key, { name: s.name, room: s.room ?? words("same.no_room") })}{" "}
          {s.why === "phone" ? null : (
            <Checkbox
              checked={chosen === s.person_id}
              onChange={(e) => onChoose(e.target.checked ? s.person_id : null)}
              data-testid={`same-${s.person_id}`}
            >
              {words("same.moves_in")}
            </Checkbox>
          )}
        </div>
      ))}
    </div>
  );
}
