import type { ContactMatch, ContactPerson } from "../../api";

/** Those that leave no doubt, each with its first candidate. */
export const surePairs = (matches: ContactMatch[]): ContactPerson[] => matches.filter((m) => m.sure).flatMap((m) => pairsOf(m).slice(0, 1));

/** A contact with each of its candidates. */
export const pairsOf = (match: ContactMatch): ContactPerson[] =>
  match.candidates.map((c) => ({ contact: match.contact, person: c.person }));
