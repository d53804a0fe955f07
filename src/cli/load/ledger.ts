import { nightsOf } from '../../core/model/local-date.js';
import type { FoundBooking } from './proof.js';
import { afterStep, standingOf, type Standing } from './standing.js';
import type { Guest } from './guests.js';
import { hotelCode, roomCode } from './load-hotels.js';
import type { LoadAnswer } from './load-client.js';
import type { LoadRequest, LoadStay } from './load-request.js';
import type { OutcomeCode } from './recorder.js';

/** Refusals after which nothing was booked; any other answer than a booking leaves that open. */
const NOTHING_BOOKED: ReadonlySet<OutcomeCode> = new Set([
  'SOLD_OUT',
  'PRICE_CHANGED',
  'STAY_RESTRICTED',
  'ROOM_BUSY',
  'RATE_LIMITED',
  'VALIDATION',
  'HOTEL_NOT_FOUND',
  'HOTEL_INACTIVE',
  'ROOM_NOT_FOUND',
  'RATE_NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
]);

const KEEPS_ROOMS: ReadonlySet<string> = new Set(['PENDING', 'CONFIRMED']);

export interface LedgerEntry {
  readonly reference: string;
  readonly stay: LoadStay;
  /** `unknown`: sent, and no answer says what came of it. */
  readonly state: 'booked' | 'refused' | 'unknown';
  readonly booking_id: string | null;
  /** What a booking that was answered may be at the end. */
  readonly standing: Standing;
  readonly guest: Guest | null;
}

/** The client's own account of every booking request that it sent, the warm-up's too, and of what became of it. */
export interface Ledger {
  note(request: LoadRequest, answer: LoadAnswer): void;
  entries(): IterableIterator<LedgerEntry>;
  get(reference: string): LedgerEntry | undefined;
  /**
   * Rooms that were answered as booked, by hotel, room type and night: see nightKey.
   * @param found by booking_id, what they are now: one that is over keeps none
   */
  nightsBooked(
    found: ReadonlyMap<string, Pick<FoundBooking, 'status' | 'check_out'>>,
  ): ReadonlyMap<string, number>;
}

export function createLedger(): Ledger {
  const byReference = new Map<string, LedgerEntry>();
  return {
    note: (request, answer) => {
      const { booking, turn } = request;
      const { code, booking_id } = answer;
      if (booking !== undefined) {
        const { reference, stay } = booking;
        const state = booking_id !== null ? 'booked' : NOTHING_BOOKED.has(code) ? 'refused' : 'unknown';
        const guest = turn?.guest ?? null;
        byReference.set(reference, {
          reference,
          stay,
          state,
          booking_id,
          guest,
          standing: standingOf(request),
        });
      } else if (turn?.step) {
        const entry = byReference.get(turn.guest.reference);
        if (entry === undefined) return;
        byReference.set(entry.reference, {
          ...entry,
          standing: afterStep(entry.standing, turn.step, answer, NOTHING_BOOKED.has(code)),
        });
      }
    },
    entries: () => byReference.values(),
    get: (reference) => byReference.get(reference),
    nightsBooked: (found) => {
      const units = new Map<string, number>();
      for (const { booking_id, stay } of byReference.values()) {
        const booking = found.get(booking_id ?? '');
        if (booking === undefined || !KEEPS_ROOMS.has(booking.status)) continue;
        for (const date of nightsOf(stay.check_in, booking.check_out)) {
          const key = nightKey({ hotel: hotelCode(stay.hotel), room: roomCode(stay.room), date });
          units.set(key, (units.get(key) ?? 0) + 1);
        }
      }
      return units;
    },
  };
}

export function nightKey({ hotel, room, date }: { hotel: string; room: string; date: string }): string {
  return `${hotel} ${room} ${date}`;
}
