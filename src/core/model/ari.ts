import type { LocalDate } from './local-date.js';
import type { RatePlanProduct } from './rate-plan-product.js';

/**
 * Restrictions of one night of a room and rate plan. In an update an absent field leaves what is stored, null clears it.
 * Arrival-based limits hold on the arrival night, through-based ones on every night of the stay.
 */
export interface Restrictions {
  closed?: boolean | null;
  closed_to_arrival?: boolean | null;
  closed_to_departure?: boolean | null;
  min_stay_arrival?: number | null;
  max_stay_arrival?: number | null;
  min_stay_through?: number | null;
  max_stay_through?: number | null;
  min_advance_days?: number | null;
  max_advance_days?: number | null;
}

export const BOOLEAN_RESTRICTIONS = ['closed', 'closed_to_arrival', 'closed_to_departure'] as const;
export const NUMBER_RESTRICTIONS = [
  'min_stay_arrival',
  'max_stay_arrival',
  'min_stay_through',
  'max_stay_through',
  'min_advance_days',
  'max_advance_days',
] as const;

/** One price of a night as the wire said it: decimal text, not yet checked against the hotel's currency. */
export interface AriAmount {
  /** Adults the price is for; null where it is per room whatever the party. */
  readonly guests: number | null;
  readonly amount: string;
  readonly currency: string | null;
  readonly tax: 'before' | 'after';
  /** Set for the price of one guest more than the highest level given. Parties are priced as adults, whatever a child costs. */
  readonly extra?: 'adult' | 'child' | 'infant';
  /** Set where the price is for stays of exactly so many nights (Expedia, per day and length of stay). */
  readonly length_of_stay?: number;
  /** The same price where it was sent as a whole number of smallest units: `amount` then supposes two places, a yen has none. */
  readonly minor_units?: number;
}

/**
 * One instruction of a rates and availability message, in the partner's own codes.
 * room_code null means every room that has the rate plan; rate_code null the room itself (see AriMessage.rate_absent).
 */
export interface AriUpdate {
  readonly room_code: string | null;
  /** A single unit of the room type (AlpineBits InvCode beside InvTypeCode); null for the room type itself. */
  readonly unit_code: string | null;
  readonly rate_code: string | null;
  /** First and last night, both inclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Monday first; null means every day of the range. */
  readonly days: readonly boolean[] | null;
  /** Rooms that may be sold, absolute; undefined leaves the count. */
  readonly available?: number;
  readonly set: Restrictions;
  readonly amounts: readonly AriAmount[];
  /** Element path or JSON pointer of the instruction, for faults. */
  readonly at: string;
  readonly line?: number;
  /** The sender's own number of it, for faults. */
  readonly record_id?: string;
}

/** A decoded rates and availability message: applied whole or not at all, its updates in document order, last wins. */
export interface AriMessage {
  readonly hotel_code: string;
  /** Replaces everything known of the hotel's availability: nights that it does not mention are sold out. */
  readonly complete_set: boolean;
  /** A complete set that also says which nights the hotel is closed: it opens the others again. */
  readonly replaces_closed?: boolean;
  /** What an instruction without rate code sets: the room itself, or each of its rate plans (pmsXchange). */
  readonly rate_absent: 'room' | 'every_rate';
  /** What a complete set replaces: absent, the hotel's availability; `rates`, its rate plans, whose counts stay. */
  readonly scope?: 'rates';
  /** Which instruction counts where two set the same thing of one night; absent: the last. */
  readonly order?: 'last' | 'first';
  /** Whose stock `available` is; absent: the room's, whatever rate code stands beside it. */
  readonly stock_level?: 'room' | 'rate_plan';
  /** The sender's own clock, ISO 8601 with offset; null when it sent none or one without offset. */
  readonly sent_at: string | null;
  readonly updates: readonly AriUpdate[];
  /** The rate plans that `updates` were made of, with what no update can say ("AlpineBits, RatePlans"). */
  readonly products?: readonly RatePlanProduct[];
}
