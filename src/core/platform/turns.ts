/** One caller's place behind all earlier callers that want one of the same keys. */
export interface Turn {
  /** False when nobody is before us. */
  readonly mustWait: boolean;
  /** Resolves when all earlier ones have left. */
  readonly come: Promise<unknown>;
  /** To be called exactly once, also by one who gave up waiting. */
  leave(): void;
}

interface Place {
  left: boolean;
  /** Those in front; emptied once all of them have gone. */
  before: readonly Place[];
  readonly gone: Promise<unknown>;
}

/**
 * First come, first served within this process. Each caller waits only for those who came before it, so none can wait
 * in a circle; one who leaves early does not let later ones past those who are still inside.
 */
export function createTurns(): (keys: readonly string[]) => Turn {
  const lasts = new Map<string, Place>();
  return (keys) => {
    const before = [...new Set(keys.flatMap((key) => lasts.get(key) ?? []))].filter(
      (place) => !hasGone(place),
    );
    let resolveLeft: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      resolveLeft = resolve;
    });
    const come = Promise.all(before.map((place) => place.gone));
    const own: Place = { left: false, before, gone: Promise.all([come, left]) };
    for (const key of keys) lasts.set(key, own);
    void own.gone.then(() => {
      for (const key of keys) if (lasts.get(key) === own) lasts.delete(key);
    });
    const leave = (): void => {
      own.left = true;
      resolveLeft();
    };
    return { mustWait: before.length > 0, come, leave };
  };
}

/** Known at once, while promises tell it some turns later: who follows closely behind must not seem to wait. */
function hasGone(place: Place): boolean {
  if (!place.left) return false;
  place.before = place.before.filter((other) => !hasGone(other));
  return place.before.length === 0;
}
