import { Button } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { enter, readNow, type SessionState } from "../../api";
import { useWords } from "../../words";
import { Door } from "./door";

export function TroublePage({ session }: { session: SessionState }) {
  const words = useWords();
  const queries = useQueryClient();
  const again = async () => enter(queries, await readNow("sessionState"));
  return (
    <Door testid="trouble-page">
      <p role="alert">{session.trouble?.message ?? words("error.unexpected")}</p>
      <div className="form-acts">
        <Button onClick={() => void again()}>{words("state.again")}</Button>
      </div>
      <p className="quiet small">
        {words("app.version")} {session.version}
      </p>
    </Door>
  );
}
