import { actNow, asAppError, useLocal, useMay } from "../../api";
import { Masked } from "../../components";
import { codeOptions } from "../../words";

type Props = { kind: string; id: string; field: string; value: string };

/** A masked number of a record. Showing it names a purpose once per session and leaves one line in the access log. */
export function Reveal({ kind, id, field, value }: Props) {
  const may = useMay();
  const [purpose, setPurpose] = useLocal("purpose");
  const [, setMessage] = useLocal("message");
  const reveal = async (why: string) => {
    try {
      const shown = await actNow("recordReveal", { kind, id, field, purpose: why });
      setPurpose(why);
      return shown;
    } catch (e) {
      setMessage({ text: asAppError(e).message, undo: null, bad: true, at: Date.now() });
      throw e;
    }
  };
  return (
    <Masked
      key={id}
      value={value}
      purposes={codeOptions("reveal_purpose")}
      purpose={purpose}
      onReveal={may("reveal") ? reveal : null}
      testid={`reveal-${field}`}
    />
  );
}
