import type { AreaRef, StationAct, StationUser } from "../../api";

/** An act with only what it needs; the contract names every part. */
export const stationAct = (act: StationAct["act"], part: Partial<StationAct> = {}): StationAct => ({
  act,
  name: null,
  role: null,
  user: null,
  successor: null,
  from: null,
  area: null,
  laptop: null,
  kind: null,
  code: null,
  stolen: false,
  ...part,
});

/** Areas that someone could still be given. */
export const areasFree = (user: StationUser, areas: AreaRef[]): AreaRef[] =>
  areas.filter((a) => !user.areas.some((mine) => mine.id === a.id));

/** Who could stand in for someone: whoever has the same role and works now. */
export const successors = (user: StationUser, users: StationUser[]): StationUser[] =>
  users.filter((other) => other.id !== user.id && other.active && other.role === user.role);

/** A long fingerprint in groups of four, as two people read it to each other. */
export const inFours = (text: string): string => (text.replace(/[\s:]/g, "").match(/.{1,4}/g) ?? []).join(" ");

/** Accounts in use first, then by name. */
export const usersInOrder = (users: StationUser[]): StationUser[] =>
  [...users].sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name, "zh"));
