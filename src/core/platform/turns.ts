/** One caller's place behind all earlier callers that want one of the same keys. */
export interface Turn {
  /** False when nobody is before us. */
  readonly mustWait: boolean;
  /** Resolves when all earlier ones have left. */
  readonly come: Promise<unknown>;
  /** To be called exactly once, also by one who gave up waiting. */
  leave(): void;
}

/**
 * First come, first served within this process. Each caller waits only for those who came before it, so none can wait
 * in a circle; one who leaves early does not let later ones past those who are still inside.
 */
export function createTurns(): (keys: readonly string[]) => Turn {
  const lasts = new Map<string, Promise<unknown>>();
  return (keys) => {
    const before = keys.flatMap((key) => lasts.get(key) ?? []);
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const come = Promise.all(before);
    const gone = Promise.all([come, left]);
    for (const key of keys) lasts.set(key, gone);
    void gone.then(() => {
      for (const key of keys) if (lasts.get(key) === gone) lasts.delete(key);
    });
    return { mustWait: before.length > 0, come, leave };
  };
}
