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

export interface Turns {
  /** Takes a place behind all who want one of these keys. */
  readonly turnFor: (keys: readonly string[]) => Turn;
  /** True when somebody is inside, or waits, with one of these keys. */
  readonly wanted: (keys: readonly string[]) => boolean;
}

/**
 * First come, first served within this process. Each caller waits only for those who came before it, so none can wait
 * in a circle; one who leaves early does not let later ones past those who are still inside.
 */
export function createTurns(): Turns {
  const lasts = new Map<string, Place>();

  function turnFor(keys: readonly string[]): Turn {
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
  }

  return {
    turnFor,
    wanted: (keys) =>
      keys.some((key) => {
        const last = lasts.get(key);
        return last !== undefined && !hasGone(last);
      }),
  };
}

/** Known at once, while promises tell it some turns later: who follows closely behind must not seem to wait. */
function hasGone(place: Place): boolean {
  if (!place.left) return false;
  place.before = place.before.filter((other) => !hasGone(other));
  return place.before.length === 0;
}
