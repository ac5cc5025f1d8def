import { Button } from "antd";
import { useState } from "react";
import { client, refresh, useAct, useRead, type CourierState } from "../../api";
import { Answer } from "../../components";
import { useWords } from "../../words";
import { base64 } from "../imports/lib";

/** Sync by a file that is carried: write one for the station, read its answer. */
export function Courier() {
  const words = useWords();
  const state = useRead("courierState", []);
  return (
    <section data-testid="courier">
      <h3>{words("courier.title")}</h3>
      <p className="quiet prose">{words("courier.lead")}</p>
      <Answer of={state}>{(s) => <Sheet state={s} />}</Answer>
    </section>
  );
}

function Sheet({ state }: { state: CourierState }) {
  const words = useWords();
  const [said, setSaid] = useState<string[]>([]);
  const write = useAct("courierSave", true);
  const read = useAct("courierRead", true);
  const busy = write.isPending || read.isPending;
  const begin = () => {
    setSaid([]);
    write.reset();
    read.reset();
  };
  const done = (sentences: string[]) => {
    setSaid(sentences);
    void refresh(client, []);
  };
  const save = (place: string) => {
    begin();
    write.mutate([place], { onSuccess: (file) => done([file.message, file.path ?? ""]) });
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    begin();
    const bytes = new Uint8Array(await file.arrayBuffer());
    // What was refused may have changed what the next file holds, so the state is read again either way.
    read.mutate([base64(bytes)], { onSuccess: (got) => done(got.sentences), onError: () => void refresh(client, []) });
  };
  const failed = write.error ?? read.error;
  return (
    <>
      {state.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <div className="filters">
        {state.places.map((place, i) => (
          <Button
            key={place.id}
            size="small"
            disabled={!state.ready || busy}
            onClick={() => save(place.id)}
            data-testid={`courier-write-${i}`}
          >
            {words("courier.write_to", { name: place.name })}
          </Button>
        ))}
        <label className="file">
          <input
            type="file"
            accept=".courier"
            disabled={!state.ready || busy}
            data-testid="courier-file"
            onChange={(e) => {
              void take(e.target.files?.[0]);
              // The same file may be chosen again.
              e.target.value = "";
            }}
          />
          <span>{words("courier.read")}</span>
        </label>
      </div>
      {busy ? <p className="quiet">{words("courier.busy")}</p> : null}
      {failed ? (
        <p role="alert" className="finding finding-error" data-testid="courier-error">
          ! {failed.message}
        </p>
      ) : null}
      <div data-testid="courier-said">
        {said.filter(Boolean).map((sentence) => (
          <p key={sentence} className="select">
            {sentence}
          </p>
        ))}
      </div>
    </>
  );
}
