import type { App } from '../../core/app.js';
import type { AriUpdate } from '../../core/model/ari.js';
import { todayIn, type LocalDate } from '../../core/model/local-date.js';
import { OPERATOR } from '../operator.js';

const TIME_ZONE = 'Europe/Lisbon';
export const CURRENCY = 'EUR';
/** What is written for a list of cases is known by it. */
export const REQUEST_ID = 'adapter-certify';
/** Our codes of the hotel's room types and rate plans. */
export const CODES = { room: 'DBL', room2: 'SGL', rate: 'BAR', rate2: 'FLEX' } as const;

/** Every restriction of a night taken away. */
export const UNRESTRICTED = {
  ...{ closed: false, closed_to_arrival: false, closed_to_departure: false },
  ...{ min_stay_arrival: null, max_stay_arrival: null, min_stay_through: null, max_stay_through: null },
};

interface SoldBy {
  readonly inventory_mode: 'pms' | 'direct';
  readonly pms?: string;
  readonly otas: string[];
}

/** The hotel that cases are run on. Repeating it changes nothing of what is there. */
export async function onboardCertifiedHotel(app: App, code: string, sold: SoldBy): Promise<void> {
  const file = {
    ...{ code, name: 'Certification', city: 'Porto', country: 'PT' },
    ...{ time_zone: TIME_ZONE, currency: CURRENCY, ...sold },
    rooms: [
      { code: CODES.room, room_type: 'DOUBLE' as const, name: 'Double', capacity: 3, total_rooms: 10 },
      { code: CODES.room2, room_type: 'SINGLE' as const, name: 'Single', capacity: 2, total_rooms: 10 },
    ],
    rate_plans: [
      { code: CODES.rate, name: 'Best available', meal_plan: 'ROOM_ONLY' as const },
      { code: CODES.rate2, name: 'Flexible', meal_plan: 'BED_AND_BREAKFAST' as const },
    ],
  };
  await app.onboardHotel(file, { dryRun: false, requestId: REQUEST_ID });
}

export function todayAtCertifiedHotel(app: App): LocalDate {
  return todayIn(TIME_ZONE, app.clock.now());
}

/** Without a time of its own: it never counts as later than what a case sends. */
export async function applyToHotel(app: App, hotel_code: string, updates: AriUpdate[]): Promise<void> {
  const message = { hotel_code, complete_set: false, rate_absent: 'room', sent_at: null, updates } as const;
  await app.applyAri(OPERATOR, message, { requestId: REQUEST_ID });
}
