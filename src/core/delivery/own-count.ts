/** One budget of one request: what it costs there, and how much of it may be used up by now. */
export interface Share {
  readonly key: string;
  readonly most: number;
  readonly spanMs: number;
  readonly cost: number;
}

interface Entry {
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number;
  readonly cost: number;
  readonly of: object;
}

interface Kept {
  readonly spanMs: number;
  readonly entries: readonly Entry[];
}

/** Budgets of hotels that nobody has asked for in a while are looked through once there are so many. */
const SWEEP_ABOVE = 5_000;

/** What this process itself has taken of budgets: it is not lost with Redis, and no clock that is set back or ahead moves it. */
export class OwnCount {
  readonly #kept = new Map<string, Kept>();

  /** Takes one request from each of its budgets, or from none. @returns milliseconds to wait; 0: taken */
  take(shares: readonly Share[], { now, of }: { readonly now: number; readonly of: object }): number {
    let wait = 0;
    for (const { key, most, spanMs, cost } of shares) {
      const entries = this.#recent(key, now);
      let used = entries.reduce((sum, entry) => sum + entry.cost, 0);
      for (const entry of entries) {
        if (used + cost <= most) break;
        used -= entry.cost;
        wait = Math.max(wait, entry.at + spanMs - now);
      }
    }
    if (wait > 0) return wait;
    for (const { key, spanMs, cost } of shares)
      this.#kept.set(key, { spanMs, entries: [...this.#recent(key, now), { at: now, cost, of }] });
    if (this.#kept.size > SWEEP_ABOVE) for (const key of [...this.#kept.keys()]) this.#recent(key, now);
    return 0;
  }

  /** It was not sent after all. */
  giveBack(shares: readonly Share[], of: object): void {
    for (const { key } of shares) {
      const kept = this.#kept.get(key);
      if (kept === undefined) continue;
      this.#kept.set(key, { ...kept, entries: kept.entries.filter((entry) => entry.of !== of) });
    }
  }

  clear(): void {
    this.#kept.clear();
  }

  #recent(key: string, now: number): readonly Entry[] {
    const kept = this.#kept.get(key);
    if (kept === undefined) return [];
    const entries = kept.entries.filter(({ at }) => at > now - kept.spanMs);
    if (entries.length === 0) this.#kept.delete(key);
    else if (entries.length < kept.entries.length) this.#kept.set(key, { ...kept, entries });
    return entries;
  }
}
