import { Component, type ReactNode } from "react";
import { words } from "../words";
import { Trouble } from "./states";

/** Keeps a defect on one screen from taking the window down: a sentence and another try instead of a blank page. */
export class Fallen extends Component<{ children: ReactNode }, { fell: boolean }> {
  override state = { fell: false };
  static getDerivedStateFromError() {
    return { fell: true };
  }
  override render() {
    if (!this.state.fell) return this.props.children;
    return <Trouble error={{ message: words("error.unexpected") }} onAgain={() => this.setState({ fell: false })} />;
  }
}
