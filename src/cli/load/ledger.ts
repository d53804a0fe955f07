import { nightsOf } from '../../core/model/local-date.js';
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

export interface LedgerEntry {
  readonly reference: string;
  readonly stay: LoadStay;
  /** `unknown`: sent, and no answer says what came of it. */
  readonly state: 'booked' | 'refused' | 'unknown';
  readonly booking_id: string | null;
}

/** The client's own account of every booking request that it sent, the warm-up's too. */
export interface Ledger {
  note(request: LoadRequest, answer: LoadAnswer): void;
  entries(): IterableIterator<LedgerEntry>;
  get(reference: string): LedgerEntry | undefined;
  /** Rooms that were answered as booked, by hotel, room type and night: see nightKey. */
  nightsBooked(): ReadonlyMap<string, number>;
}

export function createLedger(): Ledger {
  const byReference = new Map<string, LedgerEntry>();
  return {
    note: ({ booking }, { code, booking_id }) => {
      if (booking === undefined) return;
      const { reference, stay } = booking;
      const state = booking_id !== null ? 'booked' : NOTHING_BOOKED.has(code) ? 'refused' : 'unknown';
      byReference.set(reference, { reference, stay, state, booking_id });
    },
    entries: () => byReference.values(),
    get: (reference) => byReference.get(reference),
    nightsBooked: () => {
      const units = new Map<string, number>();
      for (const { state, stay } of byReference.values()) {
        if (state !== 'booked') continue;
        for (const date of nightsOf(stay.check_in, stay.check_out)) {
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
