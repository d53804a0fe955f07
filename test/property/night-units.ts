/*
 * The nights of a booking, told in another way than the product does: no quantities and no rows that are split, but
 * every room of every night as a thing of its own with its own story.
 */

/** One room on one night. Revisions are the booking's numbers; null: not so. */
export interface Unit {
  readonly night: number;
  /** The revision that took it. */
  readonly since: number;
  /** The revision whose state it last belonged to. */
  state: number;
  /** The revision that gave it up. */
  gone: number | null;
  /** Counted again as free, or never to be. */
  back: boolean;
  /** When the PMS took it into its own count. */
  countedAt: number | null;
  /** Whether the PMS was told of it, and whether it pushed this night since: it may have counted it by then. */
  told: boolean;
  doubted: boolean;
  /** The same of its end. */
  endTold: boolean;
  endDoubted: boolean;
}

export function newUnit(night: number, since: number): Unit {
  return {
    ...{ night, since, state: since, gone: null, back: false, countedAt: null },
    ...{ told: false, doubted: false, endTold: false, endDoubted: false },
  };
}

export interface Restated {
  /** Nights on which a unit is missing, once for each. */
  readonly missing: number[];
  readonly kept: Unit[];
  /** Present until now and wanted no more. */
  readonly dropped: Unit[];
}

/**
 * Which units of a booking make up the state that is wanted: first those that the PMS knows of, then those it was never
 * told of, then those that were given up without a word to it.
 * @param told the last revision that the PMS was handed
 */
export function restate(
  units: readonly Unit[],
  wanted: { readonly nights: readonly number[]; readonly rooms: number },
  told: number,
): Restated {
  const usable = units.filter((unit) => !unit.back && (unit.gone === null || unit.gone > told));
  const rank = (unit: Unit) => (unit.gone !== null ? 2 : unit.since <= told ? 0 : 1);
  const kept: Unit[] = [];
  const missing: number[] = [];
  for (const night of wanted.nights) {
    const own = usable
      .filter((unit) => unit.night === night)
      .sort((a, b) => rank(a) - rank(b) || a.state - b.state || a.since - b.since)
      .slice(0, wanted.rooms);
    kept.push(...own);
    for (let i = own.length; i < wanted.rooms; i += 1) missing.push(night);
  }
  const dropped = usable.filter((unit) => unit.gone === null && !kept.includes(unit));
  return { missing, kept, dropped };
}
