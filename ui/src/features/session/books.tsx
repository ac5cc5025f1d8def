import { useQueryClient } from "@tanstack/react-query";
import { enter, useAct, type SessionState } from "../../api";
import { Field, OneOf } from "../../components";
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
      <OneOf
        value={session.book}
        options={session.books.map((book) => ({
          value: book.id,
          label: book.name,
          autoFocus: focus && book.id === session.book,
          testid: `book-${book.id}`,
        }))}
        onChoose={take}
        testid="books"
      />
    </Field>
  );
}

/** Who has no book here yet, or has one in a backup. */
export function Another({ open }: { open: () => void }) {
  const words = useWords();
  return (
    <button type="button" className="link" onClick={open} data-testid="another">
      {words("unlock.another")}
    </button>
  );
}
