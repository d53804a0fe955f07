import type { PushOutcome, WireItem, WireRequest } from '../model/channel-codec.js';
import type { Dialect } from '../model/dialect.js';

/** How soon what was held back is tried again: what was refused before it may have been mended meanwhile. */
export const HELD_SECONDS = 60;

export interface HeldBack {
  /** What became of a request, for those behind it. */
  note(request: WireRequest, outcome: PushOutcome): void;
  /** Whether this one may not be sent in this push, for what must come before it was refused. */
  holds(request: WireRequest): boolean;
  /** Whether any was. */
  readonly any: boolean;
}

/**
 * The order rule of a contract (`request_order`): prices follow only after the availability of the same nights was taken
 * (SiteConnect). What is held back stays marked. Other rooms and nights of the push are not concerned.
 */
export function createHeldBack({ request_order }: Pick<Dialect, 'request_order'>): HeldBack {
  const refused: WireRequest[] = [];
  let any = false;
  return {
    note: (request, outcome) => {
      if (request_order === 'after_success' && outcome.kind === 'rejected') refused.push(request);
    },
    holds: (request) => {
      const held = refused.some((one) => one.message !== request.message && areOfSameNights(one, request));
      any ||= held;
      return held;
    },
    get any() {
      return any;
    },
  };
}

function areOfSameNights(one: WireRequest, other: WireRequest): boolean {
  return one.items.some((item) => other.items.some((another) => overlap(item, another)));
}

function overlap(one: WireItem, other: WireItem): boolean {
  const sameRate = one.rate_code === null || other.rate_code === null || one.rate_code === other.rate_code;
  return sameRate && one.room_code === other.room_code && one.from <= other.to && other.from <= one.to;
}
