import { Redirect } from "wouter";
import { useRead } from "../../api";
import { Answer } from "../../components";

/** Leads from a room alone (a search hit, a task) to its building with the room chosen. */
export function RoomDoor({ room }: { room: string }) {
  const page = useRead("roomPage", [room]);
  return <Answer of={page}>{(p) => <Redirect to={`/rooms/${p.building_id}/${p.id}`} replace />}</Answer>;
}
