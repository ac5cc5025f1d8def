import { useState } from "react";
import { useAct, useRead } from "../../api";
import { Choice } from "../../components";
import { useWords } from "../../words";

/** Saves the rows left out with their reasons, in a place that Rust names; corrected, the file is imported again. */
export function SaveLeftOut({ id }: { id: string }) {
  const words = useWords();
  const places = useRead("reportPlaces", []);
  const save = useAct("importLeftOutSave");
  const [saved, setSaved] = useState<string | null>(null);
  return (
    <div className="choices">
      <Choice
        value={null}
        options={(places.data ?? []).map((place) => ({ value: place.id, label: words("import.save_left_out_in", { place: place.name }) }))}
        placeholder={words("import.save_left_out")}
        onChange={(place) =>
          place && !save.isPending && save.mutate([id, place], { onSuccess: (file) => setSaved(`${file.message} ${file.path}`) })
        }
        onOpen={() => void places.refetch()}
        testid="left-out-save"
      />
      {saved ? <span data-testid="left-out-saved">{saved}</span> : <span className="quiet">{words("import.save_left_out_note")}</span>}
    </div>
  );
}
