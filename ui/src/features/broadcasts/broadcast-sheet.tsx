import { Button } from "antd";
import { useLocation } from "wouter";
import { useAct, useLocal, useMay, useRead, type BroadcastPage } from "../../api";
import { Answer, Day, Time } from "../../components";
import { codeLabel, useWords } from "../../words";
import { Channels } from "./channels";
import { Decide, ReachTable } from "./chief";
import { asMessage } from "./lib";

export function BroadcastSheet({ id }: { id: string }) {
  const page = useRead("broadcastPage", [id]);
  return <Answer of={page}>{(b) => <Sheet broadcast={b} />}</Answer>;
}

/** The warning as residents will see it on a phone; under it OK, the text for WeChat, and the channels. */
function Sheet({ broadcast: b }: { broadcast: BroadcastPage }) {
  const words = useWords();
  const may = useMay();
  const [, go] = useLocation();
  const [, setMessage] = useLocal("message");
  const ok = useAct("broadcastOk");
  const published = b.state === "approved";
  const copy = async () => {
    await navigator.clipboard.writeText(asMessage(b)).then(
      () => setMessage({ text: words("broadcasts.copied"), undo: null, bad: false, at: Date.now() }),
      () => setMessage({ text: words("broadcasts.not_copied"), undo: null, bad: true, at: Date.now() }),
    );
  };
  return (
    <div className="broadcast" data-testid="broadcast-sheet">
      <div>
        <Phone title={b.title} text={b.text} />
        <div className="acts broadcast-acts">
          {published && may("pass_broadcast") ? (
            b.ok_at === null ? (
              <Button type="primary" onClick={() => ok.mutate([b.id])} data-testid="broadcast-ok">
                {words("broadcasts.ok")}
              </Button>
            ) : (
              <span className="tone-done" data-testid="broadcast-ok-at">
                ✓ {words("broadcasts.ok_done")} <Time of={b.ok_at} />
              </span>
            )
          ) : null}
          {published ? (
            <Button onClick={() => void copy()} data-testid="broadcast-copy">
              {words("broadcasts.copy")}
            </Button>
          ) : null}
        </div>
      </div>
      <div className="broadcast-side">
        <p className="quiet">
          {b.urgent ? <b className="tone-late">{words("broadcasts.urgent")} · </b> : null}
          {b.type ? `${codeLabel("fraud_type", b.type)} · ` : ""}
          {codeLabel("broadcast_state", b.state)} · {b.author} <Time of={b.at} />
          {b.expires_on ? (
            <>
              {" "}
              · {words("broadcasts.until")} <Day of={b.expires_on} />
            </>
          ) : null}
        </p>
        {b.state === "returned" && b.reason ? <p className="tone-note">{words("broadcasts.returned", { reason: b.reason })}</p> : null}
        {may("write_broadcast") && (b.state === "draft" || b.state === "returned") ? (
          <Button size="small" onClick={() => go(`/broadcasts/${b.id}/edit`)} data-testid="broadcast-edit">
            {words("form.edit")}
          </Button>
        ) : null}
        {may("approve_broadcast") && (b.state === "submitted" || published) ? <Decide broadcast={b} /> : null}
        {published && may("pass_broadcast") ? <Channels broadcast={b} /> : null}
        {b.reach.length > 0 && (may("approve_broadcast") || may("write_broadcast")) ? <ReachTable reach={b.reach} /> : null}
      </div>
    </div>
  );
}

export function Phone({ title, text }: { title: string; text: string }) {
  const words = useWords();
  return (
    <article className="phone" data-testid="broadcast-preview">
      <header>{words("broadcasts.from")}</header>
      <h2>{title || words("broadcasts.title_hint")}</h2>
      <p>{text || words("broadcasts.text_hint")}</p>
      <footer>{words("broadcasts.hotline")}</footer>
    </article>
  );
}
