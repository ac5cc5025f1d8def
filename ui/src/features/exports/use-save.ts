import { useState } from "react";
import { asAppError, type AppError, type ExportSaved } from "../../api";

/** Writing a list. Its answer holds a password, so the data layer never keeps it: it goes to whoever shows it, and with them. */
export function useSave() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const run = (save: () => Promise<ExportSaved>, then: (saved: ExportSaved) => void) => {
    setBusy(true);
    setError(null);
    save()
      .then(then, (e: unknown) => setError(asAppError(e)))
      .finally(() => setBusy(false));
  };
  return { busy, error, run };
}
