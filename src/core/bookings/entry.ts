import type { RoomNight } from '../platform/room-lock.js';
import type { BookingAnswer } from './booking-answer.js';
import type { JobOutcome } from './commit-bookings.js';
import type { BookingJob, PreparedBooking } from './prepare-booking.js';

/** A booking on its way through the line. */
export interface Entry {
  readonly partner_id: string;
  readonly job: BookingJob;
  /** The names of the nights it needs. */
  readonly nights: readonly string[];
  readonly prepared: PreparedBooking;
  readonly resolve: (answer: BookingAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** What its price was decided by is not so any more, or its intent is known: nothing was written, it is to be decided anew. */
export class Overtaken extends Error {
  constructor() {
    super('the price of a booking was overtaken');
  }
}

export function settle({ resolve, reject }: Entry, outcome: Exclude<JobOutcome, { kind: 'locked' }>): void {
  if (outcome.kind === 'confirmed') resolve(outcome.answer);
  else reject(outcome.kind === 'refused' ? outcome.error : new Overtaken());
}

export function nightsOf({ quote }: BookingJob): RoomNight[] {
  return quote.lines.flatMap((line) => quote.dates.map((date) => ({ room_id: line.room.room_id, date })));
}
