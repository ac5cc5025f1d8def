import { words } from "../words";
import type { AppError } from "./bindings";

/** Rust throws AppError with a whole sentence. Anything else is a defect: it gets a sentence too, never a stack. */
export function asAppError(thrown: unknown): AppError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return { code: String(thrown.code), message: String(thrown.message) };
  }
  return { code: "unexpected", message: words("error.unexpected") };
}
