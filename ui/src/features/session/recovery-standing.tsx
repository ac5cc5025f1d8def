import { useRead } from "../../api";
import { Answer } from "../../components";
import { useWords } from "../../words";

/** Whether officers of the station can open this laptop, said while there is time to see to it. */
export function RecoveryStanding() {
  const words = useWords();
  const standing = useRead("recoveryStanding", []);
  return (
    <section data-testid="recovery-standing">
      <h3>{words("recover.standing")}</h3>
      <Answer of={standing}>
        {(sentences) => (
          <>
            {sentences.map((sentence) => (
              <p key={sentence} className="prose">
                {sentence}
              </p>
            ))}
          </>
        )}
      </Answer>
    </section>
  );
}
