import type { Invitation } from "../../api";
import { Time } from "../../components";
import { useWords } from "../../words";
import { inFours } from "./lib";

/** What the new laptop asks for at its first start: read aloud or typed from this screen, once. */
export function InvitationCard({ invitation: i, onClose }: { invitation: Invitation & { name: string }; onClose: () => void }) {
  const words = useWords();
  return (
    <div className="sheet invitation" data-testid="invitation">
      <p>
        <b>{words("invite.title", { name: i.name })}</b> {words("invite.lead")}
      </p>
      <dl>
        <div className="fact">
          <dt>{words("enrol.address")}</dt>
          <dd className="select" data-testid="invitation-url">
            {i.station_url}
          </dd>
        </div>
        <div className="fact">
          <dt>{words("enrol.code")}</dt>
          <dd className="select code" data-testid="invitation-code">
            {i.code}
          </dd>
        </div>
        <div className="fact">
          <dt>{words("enrol.fingerprint")}</dt>
          <dd className="select code small" data-testid="invitation-fingerprint">
            {inFours(i.fingerprint)}
          </dd>
        </div>
        <div className="fact">
          <dt>{words("invite.until")}</dt>
          <dd>
            <Time of={i.expires_at} />
          </dd>
        </div>
      </dl>
      <button type="button" className="link" onClick={onClose} data-testid="invitation-close">
        {words("close")}
      </button>
    </div>
  );
}
