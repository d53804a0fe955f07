import type { Restrictions } from '../../core/model/ari.js';
import type { CertificationCell } from '../../core/model/certification.js';
import type { PushChange, PushExpectation } from '../../core/model/push-certification.js';

/** What a contract has of its own in the cases that every channel is tried with. */
export interface PushContract {
  /** The chapter of the contract. */
  readonly source: string;
  readonly dialect?: string;
  /** Put before the ids, where one contract has several dialects. */
  readonly prefix?: string;
  /**
   * Messages of a count and of a price, in their order; of everything where that is not told month by month. With a price goes
   * whether the rate plan is open.
   */
  readonly messages: {
    readonly full?: readonly string[];
    readonly count: readonly string[];
    readonly price: readonly string[];
  };
  /** Limits of stays as they are set here, and as the channel then has them. */
  readonly stay: { readonly set: Restrictions; readonly cell: Restrictions };
  /** What the channel has when they are lifted. */
  readonly no_stay: Restrictions;
  /** How it answers when it leaves a part of a message out. */
  readonly refusal: 'partial' | 'rejected';
}

const ROOM = '{room}';
export const OTHER_ROOM = '{room2}';
const RATE = '{rate}';

export const accepted = (more: PushExpectation = {}): PushExpectation => ({
  outcomes: ['accepted'],
  ...more,
});

/** A night of {room} under {rate} at the channel. */
export function rateCell(day: number, fields: CertificationCell['fields']): CertificationCell {
  return { room: ROOM, rate: RATE, day, fields };
}

export function countCell(day: number, available: number): CertificationCell {
  return { room: ROOM, day, fields: { available } };
}

export const count = (from: number, to: number, available: number): PushChange => ({
  room: ROOM,
  from,
  to,
  available,
});
export const price = (from: number, to: number, amount: string): PushChange => ({
  ...{ room: ROOM, rate: RATE, from, to },
  amounts: [1, 2].map((guests) => ({ guests, amount })),
});
export const rules = (day: number, set: Restrictions): PushChange => ({
  room: ROOM,
  rate: RATE,
  from: day,
  to: day,
  set,
});
