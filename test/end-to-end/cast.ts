import type { CellField } from '../../src/cli/sandbox/calendar-fields.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../../src/core/model/ari.js';

/** A PMS of the storm, by its contract. */
export interface PmsRole {
  readonly connector: 'native' | 'ota' | 'alpinebits';
  /** Its reservations are pushed to it; else it fetches them. */
  readonly pushed: boolean;
  /** Each push is everything ("AlpineBits, RatePlans": a rate plan is told whole). */
  readonly whole: boolean;
  /** What it can say of a rate plan's night, besides its prices. */
  readonly says: readonly CellField[];
}

const EVERYTHING = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS] as const;

export const PMS_ROLES: readonly PmsRole[] = [
  {
    connector: 'native',
    pushed: false,
    whole: false,
    says: EVERYTHING,
  },
  {
    connector: 'ota',
    pushed: true,
    whole: false,
    says: EVERYTHING,
  },
  {
    connector: 'alpinebits',
    pushed: false,
    whole: true,
    says: ['closed', 'min_stay_arrival', 'max_stay_arrival', 'min_stay_through', 'max_stay_through'],
  },
];

/** A channel of the storm, by its contract. */
export interface ChannelRole {
  readonly connector: 'siteconnect' | 'booking-com' | 'expedia' | 'google' | 'agoda' | 'open-channel';
  /** What guests do there; nothing where Bellhop takes no bookings by the contract. */
  readonly sells: readonly ('new' | 'modify' | 'cancel')[];
  /** What becomes here of a booking for which there is no room. */
  readonly oversold: 'accept_oversold' | 'refuse';
  /** Its contract has no order of its own, so what a booking has to tell waits for the answer before ("Expedia, BN"). */
  readonly oneAtATime: boolean;
  readonly pricing: 'per_occupancy' | null;
}

export const CHANNEL_ROLES: readonly ChannelRole[] = [
  {
    connector: 'siteconnect',
    sells: ['new', 'modify', 'cancel'],
    oversold: 'accept_oversold',
    oneAtATime: false,
    pricing: null,
  },
  {
    connector: 'expedia',
    sells: ['new', 'modify', 'cancel'],
    oversold: 'accept_oversold',
    oneAtATime: true,
    pricing: 'per_occupancy',
  },
  // It would have to be told that a change was refused, and then what: it books and cancels.
  {
    connector: 'open-channel',
    sells: ['new', 'cancel'],
    oversold: 'refuse',
    oneAtATime: true,
    pricing: null,
  },
  // Its bookings are fetched; what is refused would stay in its queue until it sends an e-mail.
  {
    connector: 'booking-com',
    sells: ['new', 'modify', 'cancel'],
    oversold: 'accept_oversold',
    oneAtATime: false,
    pricing: null,
  },
  { connector: 'google', sells: [], oversold: 'refuse', oneAtATime: false, pricing: null },
  { connector: 'agoda', sells: [], oversold: 'refuse', oneAtATime: false, pricing: null },
];

export const ROOMS = ['DBL', 'TWN'] as const;
export const RATES = ['BAR', 'NRF'] as const;

/** One hotel of the storm; the PMSs use our codes, channels their own. */
export interface StormHotel {
  readonly index: number;
  readonly code: string;
  readonly pms: PmsRole;
}

export function hotelsOf(count: number): StormHotel[] {
  return Array.from({ length: count }, (_, index) => {
    const pms = PMS_ROLES[index % PMS_ROLES.length];
    if (pms === undefined) throw new Error('no PMS');
    return { index, code: `E${String(index + 1).padStart(2, '0')}`, pms };
  });
}

/** Codes of rooms say the hotel: at Booking.com they are all that does. */
export const theirHotel = ({ index }: StormHotel): string => String(7_001 + index);
export const theirRoom = ({ index }: StormHotel, room: string): string =>
  `${index + 1}0${ROOMS.findIndex((each) => each === room) + 1}`;
export const theirRate = (rate: string): string => `0${RATES.findIndex((each) => each === rate) + 1}`;
