/** Why an act was refused, under what asked for it. */
export function Refused({ error, testid }: { error: { message: string } | null; testid?: string }) {
  if (!error) return null;
  return (
    <p role="alert" className="finding finding-error" data-testid={testid}>
      ! {error.message}
    </p>
  );
}
