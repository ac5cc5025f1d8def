import type { Correction, ResendPage, WaitingLine } from "../../api";

export type WaitingRecord = { kind: string; id: string; since: number; texts: string[] };

/** What waits, one entry per record: its changes in the order in which they were made, since the first of them. Records in the order given. */
export function byRecord(lines: WaitingLine[]): WaitingRecord[] {
  const records = new Map<string, WaitingRecord>();
  for (const line of lines) {
    const known = records.get(line.id);
    if (known) {
      known.texts.unshift(line.text);
      known.since = Math.min(known.since, line.at);
    } else {
      records.set(line.id, { kind: line.kind, id: line.id, since: line.at, texts: [line.text] });
    }
  }
  return [...records.values()];
}

export type Typed = Record<string, string>;
export const inputKey = (refused: string, path: string) => `${refused}/${path}`;

/** Only what was typed and differs from what was sent. A masked number that was left alone has no value and stays as it is. */
export function corrections(page: ResendPage, typed: Typed): Correction[] {
  return page.records.flatMap((record) =>
    record.fields.flatMap((field) => {
      const value = typed[inputKey(record.refused, field.path)];
      return value === undefined || value === field.value ? [] : [{ refused: record.refused, path: field.path, value }];
    }),
  );
}
