import { Button } from "antd";
import { useState } from "react";
import { actNow, asAppError, useLocal, useMay, type LookupAnswer, type LookupPerson } from "../../api";
import { Day, Masked } from "../../components";
import { codeLabel, codeOptions, time, useWords } from "../../words";

/** What the station told, with when it goes. */
export function Found({ answer, onForget }: { answer: LookupAnswer; onForget: () => void }) {
  const words = useWords();
  const [until] = useState(() => Date.now() + answer.left_ms);
  return (
    <section className="sheet" data-testid="lookup-answer">
      <p>{answer.message}</p>
      {answer.people.map((person) => (
        <Person key={person.record} grant={answer.grant} person={person} />
      ))}
      <p className="quiet">
        {answer.people.length > 0 ? `${words("lookup.until", { time: time(until) })} ` : null}
        <Button size="small" onClick={onForget} data-testid="lookup-forget">
          {words("lookup.forget")}
        </Button>
      </p>
    </section>
  );
}

function Person({ grant, person }: { grant: string; person: LookupPerson }) {
  const words = useWords();
  const number = (field: string, value: string | null) =>
    value ? <Number grant={grant} record={person.record} field={field} value={value} /> : <span className="quiet">—</span>;
  return (
    <table className="plain of-one" data-testid="lookup-person">
      <tbody>
        <tr>
          <th>{words("person.name")}</th>
          <td>
            <b>{person.name}</b> {codeLabel("sex", person.sex)} {person.age ?? ""} <span className="tabular">{person.birth}</span>
            {person.guardian_of ? <span className="quiet"> · {words("lookup.guardian", { name: person.guardian_of })}</span> : null}
          </td>
        </tr>
        <tr>
          <th>{words("lookup.lives")}</th>
          <td>
            {person.doors.length === 0 ? <span className="quiet">{words("lookup.lives_nowhere")}</span> : null}
            {person.doors.map((door) => (
              <div key={door.room + door.since}>
                {door.room} <span className="quiet">{door.since ? <Day of={door.since} /> : null}</span>
              </div>
            ))}
          </td>
        </tr>
        <tr>
          <th>{words("lookup.area")}</th>
          <td>{person.area || "—"}</td>
        </tr>
        <tr>
          <th>{words("person.document")}</th>
          <td>{number("document", person.document)}</td>
        </tr>
        <tr>
          <th>{words("person.phone")}</th>
          <td>
            {number("phone", person.phone)} {person.phone2 ? number("phone2", person.phone2) : null}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

type NumberProps = { grant: string; record: string; field: string; value: string };

/** A masked number of the answer; the station puts on record that it was shown. */
function Number({ grant, record, field, value }: NumberProps) {
  const may = useMay();
  const [purpose, setPurpose] = useLocal("purpose");
  const [, setMessage] = useLocal("message");
  const reveal = async (why: string) => {
    try {
      const shown = await actNow("lookupReveal", { grant, record, field, purpose: why });
      setPurpose(why);
      return shown;
    } catch (e) {
      setMessage({ text: asAppError(e).message, undo: null, bad: true, at: Date.now() });
      throw e;
    }
  };
  return (
    <Masked
      value={value}
      purposes={codeOptions("reveal_purpose")}
      purpose={purpose}
      onReveal={may("reveal") ? reveal : null}
      testid={`lookup-reveal-${field}`}
    />
  );
}
