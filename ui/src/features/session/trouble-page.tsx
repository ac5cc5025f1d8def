import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { enter, readNow, type SessionState } from "../../api";
import { Press } from "../../components";
import { useWords } from "../../words";
import { Another, Books } from "./books";
import { Door } from "./door";
import { EnrolPage } from "./enrol-page";

/** A book that does not open; who has another one here, or begins one, is not kept from it. */
export function TroublePage({ session }: { session: SessionState }) {
  const words = useWords();
  const queries = useQueryClient();
  const [beside, setBeside] = useState<number | null>(null);
  const again = async () => enter(queries, await readNow("sessionState"));
  if (beside === session.books.length) return <EnrolPage told={null} leave={() => setBeside(null)} />;
  return (
    <Door testid="trouble-page">
      <Books session={session} />
      <p role="alert">{session.trouble?.message ?? words("error.unexpected")}</p>
      <div className="form-acts">
        <Press onClick={() => void again()}>{words("state.again")}</Press>
      </div>
      <p className="quiet small">
        {words("app.version")} {session.version} · <Another open={() => setBeside(session.books.length)} />
      </p>
    </Door>
  );
}
