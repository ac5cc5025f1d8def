import { connect } from "../api";

const FIRST_SCREENS = ["today-page", "unlock-page", "enrol-page", "trouble-page", "station-page", "report-page"];

/** Tells Rust once the first screen is on the glass, two frames after it is in the document, and does then what can wait until then. */
export function whenPainted(then: () => void): void {
  const tell = () => {
    void connect()
      .then((backend) => backend.commands.windowPainted())
      .catch(() => null)
      .then(then);
  };
  const look = () => {
    const there = FIRST_SCREENS.some((id) => document.querySelector(`[data-testid="${id}"]`));
    if (there) requestAnimationFrame(() => requestAnimationFrame(tell));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
