import { useAct, useLocal, type Invitation, type StationAct } from "../../api";

/** One act on accounts, areas or laptops; what it says appears at the foot. */
export function useStationAct() {
  const [, setMessage] = useLocal("message");
  const act = useAct("stationAct");
  return (what: StationAct, then?: (invitation: Invitation | null) => void) =>
    act.mutate([what], {
      onSuccess: (done) => {
        setMessage({ text: done.message, undo: null, bad: false, at: Date.now() });
        then?.(done.invitation);
      },
    });
}
