/** Instants that never repeat: two changes of a booking in one millisecond would otherwise have no order. */
export function createSandboxClock(now: () => number = Date.now): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now());
    return new Date(last).toISOString();
  };
}
