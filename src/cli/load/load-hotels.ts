import { addDays, type LocalDate } from '../../core/model/local-date.js';

/** Everything that a load makes begins so, and a load touches nothing that does not. */
const PREFIX = 'LOAD-';
export const LOAD_PMS = 'load-pms';
export const LOAD_OTA = 'load-ota';
export const LOAD_CURRENCY = 'EUR';
export const RATE_CODES = ['BAR', 'FLEX'] as const;
export type RateCode = (typeof RATE_CODES)[number];
/** What the hotel keeps of a cancelled stay, in percent: so far ahead as a load books, BAR is never free of charge. */
export const KEPT_PERCENT: Readonly<Record<RateCode, number>> = { BAR: 50, FLEX: 0 };
const POLICIES = {
  BAR: { kind: 'free_until', days: 365, then: { kind: 'percent', percent: KEPT_PERCENT.BAR } },
  FLEX: { kind: 'flexible' },
} as const;
/** Nights on sale from the first one. */
export const NIGHTS = 365;
const PARTY = 2;
/** Rooms of a type on a night where nothing is to sell out: the most that a push can say. */
export const PLENTY = 9_999;

export interface LoadSize {
  readonly hotels: number;
  /** Room types of each hotel. */
  readonly rooms: number;
}

/** @param place from 0 */
export function hotelCode(place: number): string {
  return `${PREFIX}${String(place + 1).padStart(4, '0')}`;
}

export function roomCode(place: number): string {
  return `R${String(place + 1).padStart(2, '0')}`;
}

/** The first night on sale: not today, which may be over already where the hotel is. */
export function firstNight(today: LocalDate): LocalDate {
  return addDays(today, 2);
}

/** The file of a hotel as `hotel onboard` takes it. */
export function hotelFile(place: number, rooms: number) {
  const code = hotelCode(place);
  return {
    code,
    name: `Load hotel ${place + 1}`,
    city: 'Load City',
    country: 'PT',
    time_zone: 'Europe/Lisbon',
    currency: LOAD_CURRENCY,
    inventory_mode: 'pms',
    pms: LOAD_PMS,
    otas: [LOAD_OTA],
    rooms: Array.from({ length: rooms }, (_, room) => ({
      code: roomCode(room),
      name: `Room type ${room + 1}`,
      capacity: PARTY,
      total_rooms: PLENTY,
    })),
    rate_plans: RATE_CODES.map((rate) => ({
      ...{ code: rate, name: rate, meal_plan: 'ROOM_ONLY' },
      cancellation_policy: POLICIES[rate],
    })),
  };
}
