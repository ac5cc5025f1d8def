import { useEffect, useState } from "react";
import { backend, type Events } from "./backend";

/** How far the import under way is; none until Rust says so. */
export function useImportProgress(): Events["import_progress"] | null {
  const [far, setFar] = useState<Events["import_progress"] | null>(null);
  useEffect(() => {
    let gone = false;
    const stop = backend().listen("import_progress", (said) => !gone && setFar(said));
    return () => {
      gone = true;
      void stop.then((s) => s());
    };
  }, []);
  return far;
}
