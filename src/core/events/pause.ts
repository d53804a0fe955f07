/** Waits, but no longer than until `stopping` is aborted; that is an ordinary end, not an error. */
export function pause(ms: number, stopping?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      stopping?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stopping?.addEventListener('abort', done);
  });
}
