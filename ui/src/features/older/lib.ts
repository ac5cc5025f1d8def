/** The months that can be asked for, the newest first: a year ago and five years back. `now` is ms since 1970. */
export function olderMonths(now: number): string[] {
  const today = new Date(now + 8 * 3_600_000);
  return Array.from({ length: 60 }, (_, back) => {
    const month = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 12 - back, 1));
    return month.toISOString().slice(0, 7);
  });
}
