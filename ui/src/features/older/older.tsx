import { useState } from "react";
import { actNow, asAppError, useLocal, useRead, type OlderAnswer, type OlderForm } from "../../api";
import { Choice, Time } from "../../components";
import { useWords, type Key } from "../../words";
import { olderMonths } from "./lib";

/** What the station alone holds around a person or of a room, on asking. */
export function Older({ kind, id }: { kind: "people" | "rooms"; id: string }) {
  const words = useWords();
  const asking = useAsking();
  return (
    <Asked asking={asking}>
      <button
        type="button"
        className="link"
        disabled={asking.busy}
        onClick={() => asking.ask({ kind, id, month: null })}
        data-testid="older-ask"
      >
        {words(asking.busy ? "older.asking" : "older.ask")}
      </button>
    </Asked>
  );
}

/** What the station alone holds of a month, in the area that is looked at. */
export function OlderMonth({ kind }: { kind: "consultations" | "disputes" }) {
  const words = useWords();
  const asking = useAsking();
  const [area] = useLocal("area");
  const [months] = useState(() => olderMonths(Date.now()).map((month) => ({ value: month, label: month })));
  return (
    <Asked asking={asking}>
      {words(asking.busy ? "older.asking" : "older.month")}{" "}
      <Choice
        value={asking.month}
        options={months}
        onChange={(month) => (month ? asking.ask({ kind, id: area, month }) : undefined)}
        placeholder={words("older.choose")}
        testid="older-month"
      />
    </Asked>
  );
}

/** The answer lives in this part of the page alone: no answer of the data layer, so nothing of it outlives the page. */
function useAsking() {
  const [answer, setAnswer] = useState<OlderAnswer | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [month, setMonth] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const forget = () => {
    setAnswer(null);
    setWrong(null);
    setMonth(null);
  };
  const ask = (form: OlderForm) => {
    forget();
    setMonth(form.month);
    setBusy(true);
    actNow("olderAsk", form)
      .then(setAnswer, (error: unknown) => setWrong(asAppError(error).message))
      .finally(() => setBusy(false));
  };
  return { answer, wrong, month, busy, ask, forget };
}

type AskedProps = { asking: ReturnType<typeof useAsking>; children: React.ReactNode };

function Asked({ asking, children }: AskedProps) {
  const words = useWords();
  const online = useRead("syncState", []).data?.online ?? false;
  const { answer, wrong, forget } = asking;
  return (
    <section className="older" data-testid="older">
      <p className="quiet">
        {online ? children : words("older.offline")} {wrong ? <span className="tone-late">{wrong}</span> : null}
        {answer ? (
          <>
            {" "}
            <span data-testid="older-message">{answer.message}</span>{" "}
            <button type="button" className="link" onClick={forget} data-testid="older-forget">
              {words("older.forget")}
            </button>
          </>
        ) : null}
      </p>
      {answer && answer.lines.length > 0 ? (
        <ul className="lines timeline" data-testid="older-lines">
          {answer.lines.map((line) => (
            <li key={line.id}>
              <span className="lines-at quiet">
                <Time of={line.at} />
              </span>
              <span className="lines-kind quiet">{words(`kind.${line.kind}` as Key)}</span>
              {line.what} {line.who ? <b>{line.who}</b> : null} {line.text} {line.end ? <span>→ {line.end}</span> : null}{" "}
              <span className="quiet">{line.by}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
