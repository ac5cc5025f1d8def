import { Button } from "antd";
import type { ReactNode } from "react";
import type { PersonPage } from "../../api";
import { Answer, Page, useKeys } from "../../components";
import { codeOptions, useWords } from "../../words";
import { usePerson } from "./use-person";

/** A person once it is known why they are opened; until then, what is asked. */
export function OpenPerson({ id, children }: { id: string; children: (person: PersonPage) => ReactNode }) {
  const { person, choose, goOn } = usePerson(id);
  // What is on the screen already stays there; only what is opened is asked about.
  const error = person.data === undefined ? person.error : null;
  if (error?.code === "purpose_needed") return <AskPurpose message={error.message} onChoose={choose} />;
  if (error?.code === "many_opened") return <AskOnceMore message={error.message} onGoOn={goOn} />;
  return <Answer of={person}>{children}</Answer>;
}

const back = () => window.history.back();

/** One key says why; it holds for this visit. */
function AskPurpose({ message, onChoose }: { message: string; onChoose: (purpose: string) => void }) {
  const words = useWords();
  const purposes = codeOptions("reveal_purpose");
  const keys = Object.fromEntries(purposes.map((p, i) => [String(i + 1), () => onChoose(p.value)]));
  useKeys({ ...keys, escape: back });
  return (
    <Page title={words("opening.title")} testid="ask-purpose">
      <p className="prose">{message}</p>
      <ul className="lines">
        {purposes.map((p, i) => (
          <li key={p.value}>
            <Button autoFocus={i === 0} onClick={() => onChoose(p.value)} data-testid={`purpose-${p.value}`}>
              <kbd>{i + 1}</kbd> {p.label}
            </Button>
          </li>
        ))}
      </ul>
      <Button type="link" onClick={back} data-testid="ask-back">
        {words("opening.back")} <kbd>Esc</kbd>
      </Button>
    </Page>
  );
}

/** Many were opened within an hour: said plainly, and the work goes on. */
function AskOnceMore({ message, onGoOn }: { message: string; onGoOn: () => void }) {
  const words = useWords();
  useKeys({ escape: back });
  return (
    <Page title={words("opening.many_title")} testid="ask-many">
      <p className="prose">{message}</p>
      <div className="form-acts">
        <Button autoFocus type="primary" onClick={onGoOn} data-testid="ask-go-on">
          {words("opening.go_on")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={back} data-testid="ask-back">
          {words("opening.back")} <kbd>Esc</kbd>
        </Button>
      </div>
    </Page>
  );
}
