/** Which part of the tables a statement reads; `whole`: all of them at once. */
export type Scope = 'slice' | 'whole';

/** Something that must hold of the tables at every moment (DESIGN, inventory arithmetic; laws 1 to 6). */
export interface Invariant {
  /** Its name in metrics and records: short and stable. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /**
   * One SELECT that gives a row for each violation, with `finding` and where it is (`hotel_id`, `room_id`, `date`,
   * `booking_id`; null where it has none), without a LIMIT. In a slice `:hotels`, `:rooms`, `:from` and `:to` stand for
   * its hotels, their room types and its dates, the last one excluded.
   */
  readonly sql: string;
  /** What mends it: what is provable from lots, or nothing but a person. */
  readonly repair: 'night' | 'hold' | null;
  /** What a person does where nothing is repaired. */
  readonly remedy: string;
  /** It looks for events in the log of the embedded form, and says nothing where they go to Kafka. */
  readonly readsEventLog?: boolean;
}

/** Bookings of a slice: by their arrival, as the index by hotel and arrival finds them. */
export const STAYS = 'b.hotel_id IN (:hotels) AND b.check_in_date >= :from AND b.check_in_date < :to';

/** Lots of a slice. */
export const LOTS = 'n.room_id IN (:rooms) AND n.date >= :from AND n.date < :to';

/** A stay that is not over: only its PMS still has something to hear of it. */
export const NOT_OVER = 'b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY';

export const AT_BOOKING = 'b.hotel_id, NULL AS room_id, NULL AS date, b.booking_id';
