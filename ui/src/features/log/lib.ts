import type { AccessWanted } from "../../api";

/** What the page asks for. */
export type Asked = { user: string | null; act: string | null; from: string | null; to: string | null; reference: string };

export const NOTHING_ASKED: Asked = { user: null, act: null, from: null, to: null, reference: "" };

/** The question as Rust takes it. */
export const wanted = (asked: Asked, before: number | null): AccessWanted => ({
  record: null,
  reference: asked.reference.trim() || null,
  user: asked.user,
  act: asked.act,
  from: asked.from,
  to: asked.to,
  before,
});

/** The question about one record. */
export const about = (record: string): AccessWanted => ({ ...wanted(NOTHING_ASKED, null), record });
