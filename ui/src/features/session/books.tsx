import { Button, Radio } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { enter, useAct, type SessionState } from "../../api";
import { Field } from "../../components";
import { useWords } from "../../words";

type Props = { session: SessionState; focus?: boolean; choose?: () => void };

/** Whose book is to be opened, where several people have one on this laptop; the arrow keys go from one to the next. */
export function Books({ session, focus = false, choose }: Props) {
  const words = useWords();
  const queries = useQueryClient();
  const chosen = useAct("sessionChoose");
  if (session.books.length < 2) return null;
  const take = (id: string) => {
    choose?.();
    chosen.mutate([id], { onSuccess: (state) => enter(queries, state) });
  };
  return (
    <Field label={words("unlock.books")}>
      <Radio.Group className="door-books" value={session.book} onChange={(e) => take(String(e.target.value))} data-testid="books">
        {session.books.map((book) => (
          <Radio key={book.id} value={book.id} autoFocus={focus && book.id === session.book} data-testid={`book-${book.id}`}>
            {book.name}
          </Radio>
        ))}
      </Radio.Group>
    </Field>
  );
}

/** Who has no book here yet, or has one in a backup. */
export function Another({ open }: { open: () => void }) {
  const words = useWords();
  return (
    <Button type="link" size="small" onClick={open} data-testid="another">
      {words("unlock.another")}
    </Button>
  );
}
