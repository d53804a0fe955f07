import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { productKey, type Products } from './products.js';
import type { StayNight } from './stay-rules.js';

/** Some 40 MB. */
const MOST_NIGHTS = 150_000;
/** Of them one hotel has a tenth at most: whoever asks one for half a year of all it sells has no others forgotten. */
const HOTELS_SHARE = 10;
/** A memory is believed for a fifth of the time that the rates of its hotel usually last, less what the lane takes. */
const BELIEVED = 0.2;
const IN_LANE_MS = 200;

/** Nights of some products of one hotel, and which version of its rates they are of. */
export interface NightsRead {
  readonly hotel_id: Id;
  readonly rates_version: number;
  readonly room_ids: readonly Id[];
  readonly rate_plan_ids: readonly Id[];
  readonly dates: readonly LocalDate[];
  /** Nights that were asked for and are not among them have no rates. */
  readonly rows: readonly StayNight[];
}

export interface KnownProducts {
  readonly rates_version: number;
  readonly products: Products;
}

/**
 * Nights as this process last read them, to guess by. Prices and restrictions are right while the hotel's `rates_version`
 * is the one they were read with; how many rooms are left is only as good as a memory.
 */
export interface KnownNights {
  learn(read: NightsRead): void;
  /**
   * All these nights of all these products; null unless every one of them is known, and where the rates of the hotel
   * change so often that they are hardly these any more.
   */
  recall(asked: Omit<NightsRead, 'rates_version' | 'rows'>): KnownProducts | null;
  /** This moment the rates were of this version still. */
  held(hotelId: Id, ratesVersion: number): void;
}

interface KnownHotel {
  readonly rates_version: number;
  /** By product; null for a night without rates. */
  readonly products: Map<string, Map<LocalDate, StayNight | null>>;
  size: number;
  /** When this version was read first, and when it was last seen to be that of the hotel; milliseconds. */
  readonly since: number;
  seen: number;
  /** How long a version lasted lately; endless until one was seen to end. */
  readonly usual: number;
}

interface Options {
  readonly most?: number;
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number;
}

/** Forgets the hotels first that were not asked for, nor read, for longest. */
export function createKnownNights({
  most = MOST_NIGHTS,
  now = () => performance.now(),
}: Options = {}): KnownNights {
  const hotels = new Map<Id, KnownHotel>();
  let size = 0;

  /** The hotel at this version, as the one last heard of; null when a later version of it was known. */
  function open(hotelId: Id, version: number): KnownHotel | null {
    const known = hotels.get(hotelId);
    if (known !== undefined && known.rates_version > version) {
      stepBack(hotelId, known, version);
      return null;
    }
    if (known !== undefined && known.rates_version < version) size -= known.size;
    const hotel = known?.rates_version === version ? known : atVersion(version, known, now());
    hotel.seen = now();
    toEnd(hotelId, hotel);
    return hotel;
  }

  /** A read that came late; or the database is that of a backup, and will come to the later version with other rates. */
  function stepBack(hotelId: Id, known: KnownHotel, version: number): void {
    size -= known.size;
    toEnd(hotelId, { ...known, rates_version: version, products: new Map(), size: 0 });
  }

  function toEnd(hotelId: Id, hotel: KnownHotel): void {
    hotels.delete(hotelId);
    hotels.set(hotelId, hotel);
  }

  function forget(): void {
    for (const [hotelId, hotel] of hotels) {
      if (size <= most) return;
      size -= hotel.size;
      hotels.delete(hotelId);
    }
  }

  return {
    learn(read) {
      const hotel = open(read.hotel_id, read.rates_version);
      if (hotel === null) return;
      const before = hotel.size;
      const asked = read.room_ids.length * read.rate_plan_ids.length * read.dates.length;
      if (asked > most / HOTELS_SHARE) return;
      if (hotel.size + asked > most / HOTELS_SHARE) beginAnew(hotel);
      for (const room of read.room_ids)
        for (const plan of read.rate_plan_ids) addAbsent(hotel, productKey(room, plan), read.dates);
      for (const row of read.rows)
        hotel.products.get(productKey(row.room_id, row.rate_plan_id))?.set(row.date, row);
      size += hotel.size - before;
      forget();
    },
    recall: ({ hotel_id, room_ids, rate_plan_ids, dates }) => {
      const hotel = hotels.get(hotel_id);
      if (hotel === undefined) return null;
      toEnd(hotel_id, hotel);
      if (!isBelieved(hotel, now())) return null;
      const products = new Map<string, Map<LocalDate, StayNight>>();
      for (const room of room_ids) {
        for (const plan of rate_plan_ids) {
          const key = productKey(room, plan);
          const nights = nightsOf(hotel.products.get(key), dates);
          if (nights === null) return null;
          products.set(key, nights);
        }
      }
      return { rates_version: hotel.rates_version, products };
    },
    held(hotelId, ratesVersion) {
      const hotel = hotels.get(hotelId);
      if (hotel?.rates_version === ratesVersion) hotel.seen = now();
    },
  };
}

function atVersion(version: number, before: KnownHotel | undefined, now: number): KnownHotel {
  const usual = before === undefined ? Infinity : (now - before.since) / (version - before.rates_version);
  return { rates_version: version, products: new Map(), size: 0, since: now, seen: now, usual };
}

function isBelieved({ since, seen, usual }: KnownHotel, now: number): boolean {
  return now - seen + IN_LANE_MS <= Math.max(usual, seen - since) * BELIEVED;
}

function beginAnew(hotel: KnownHotel): void {
  hotel.products.clear();
  hotel.size = 0;
}

/** What was there before stays out: these nights were read anew, and those that are there follow. */
function addAbsent(hotel: KnownHotel, key: string, dates: readonly LocalDate[]): void {
  let nights = hotel.products.get(key);
  if (nights === undefined) hotel.products.set(key, (nights = new Map<LocalDate, StayNight | null>()));
  const before = nights.size;
  for (const date of dates) nights.set(date, null);
  hotel.size += nights.size - before;
}

function nightsOf(
  known: ReadonlyMap<LocalDate, StayNight | null> | undefined,
  dates: readonly LocalDate[],
): Map<LocalDate, StayNight> | null {
  const nights = new Map<LocalDate, StayNight>();
  for (const date of dates) {
    const night = known?.get(date);
    if (night === undefined) return null;
    if (night !== null) nights.set(date, night);
  }
  return nights;
}
