import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { parseAmount } from '../model/money.js';
import { policyText } from './cancellation-policy.js';
import type { HotelInput } from './hotel-input.js';
import type { HotelFields, ImageFields, RatePlanFields, RoomFields, StoredHotel } from './stored-hotel.js';

/** What an onboarding makes of a hotel: the whole of it afterwards, and only those parts that have to be written. */
export interface HotelPlan {
  readonly hotel: HotelFields;
  readonly rooms: Parts<RoomFields>;
  readonly ratePlans: Parts<RatePlanFields>;
  /** null: as they were. */
  readonly amenities: readonly string[] | null;
  readonly images: readonly ImageFields[] | null;
  /** For people, one line a difference; empty exactly when there is nothing to write. */
  readonly changes: readonly string[];
}

interface Parts<T> {
  /** Everything of the hotel afterwards, also what the file did not name. */
  readonly all: readonly T[];
  readonly added: readonly T[];
  readonly changed: readonly T[];
}

export interface PlanContext {
  readonly input: HotelInput;
  /** undefined: the hotel is new. */
  readonly stored: StoredHotel | undefined;
  /** undefined leaves the PMS, null takes it away. */
  readonly pmsPartnerId: Id | null | undefined;
  readonly nextId: () => Id;
}

/**
 * Compares a hotel file with what is stored. Pure but for new ids.
 * @throws AppError CONFLICT when the currency changes and a room keeps a base price in the old one.
 */
export function planHotel(context: PlanContext): HotelPlan {
  const { input, stored } = context;
  const hotel = mergeHotel(context);
  const rooms = planRooms(context);
  const ratePlans = planRatePlans(context);
  refuseStrayPrices(stored, hotel, input);
  const amenities = input.amenities === undefined ? null : [...input.amenities].sort();
  const images = input.images?.map(({ url, primary }) => ({ url, primary: primary ?? false })) ?? null;
  const amenitiesDiffer = amenities !== null && !same(amenities, stored?.amenities ?? []);
  const imagesDiffer = images !== null && !same(images, stored?.images ?? []);
  const hotelChanges = stored === undefined ? ['hotel added'] : differences('hotel', stored.hotel, hotel);
  return {
    hotel,
    rooms,
    ratePlans,
    amenities: amenitiesDiffer ? amenities : null,
    images: imagesDiffer ? images : null,
    changes: [
      ...hotelChanges,
      ...describeParts('room', rooms, stored?.rooms ?? []),
      ...describeParts('rate plan', ratePlans, stored?.ratePlans ?? []),
      ...(amenitiesDiffer ? [`amenities: ${amenities.join(', ') || 'none'}`] : []),
      ...(imagesDiffer ? [`images: ${images.length}`] : []),
    ],
  };
}

function mergeHotel({ input, stored, pmsPartnerId, nextId }: PlanContext): HotelFields {
  const old = stored?.hotel;
  return {
    hotel_id: old?.hotel_id ?? nextId(),
    code: input.code,
    name: input.name,
    description: keep(input.description, old?.description ?? null),
    address: keep(input.address, old?.address ?? null),
    city: input.city,
    country: input.country,
    latitude: keep(decimalDegrees(input.latitude), old?.latitude ?? null),
    longitude: keep(decimalDegrees(input.longitude), old?.longitude ?? null),
    time_zone: input.time_zone,
    currency: input.currency,
    status: input.status ?? old?.status ?? 'ACTIVE',
    inventory_mode: input.inventory_mode ?? old?.inventory_mode ?? 'pms',
    pms_partner_id: keep(pmsPartnerId, old?.pms_partner_id ?? null),
  };
}

function planRooms({ input, stored, nextId }: PlanContext): Parts<RoomFields> {
  return planParts(input.rooms, stored?.rooms ?? [], (given, old) => ({
    room_id: old?.room_id ?? nextId(),
    code: given.code,
    room_type: given.room_type ?? old?.room_type ?? given.code,
    name: given.name ?? old?.name ?? given.code,
    capacity: given.capacity,
    max_adults:
      given.max_adults ?? followCapacity(old?.max_adults, given.capacity, { old: old?.capacity, less: 0 }),
    max_children:
      given.max_children ??
      followCapacity(old?.max_children, given.capacity, { old: old?.capacity, less: 1 }),
    base_price: keep(storedPrice(given.base_price, input.currency), old?.base_price ?? null),
    total_rooms: given.total_rooms,
  }));
}

function planRatePlans({ input, stored, nextId }: PlanContext): Parts<RatePlanFields> {
  return planParts(input.rate_plans, stored?.ratePlans ?? [], (given, old) => ({
    rate_plan_id: old?.rate_plan_id ?? nextId(),
    code: given.code,
    name: given.name ?? old?.name ?? given.code,
    meal_plan: given.meal_plan ?? old?.meal_plan ?? 'ROOM_ONLY',
    cancellation_policy: keep(policyText(given.cancellation_policy), old?.cancellation_policy ?? null),
  }));
}

function planParts<G extends { code: string }, T extends { readonly code: string }>(
  given: readonly G[],
  stored: readonly T[],
  merge: (given: G, old: T | undefined) => T,
): Parts<T> {
  const old = new Map(stored.map((part) => [part.code, part]));
  const merged = given.map((part) => merge(part, old.get(part.code)));
  const named = new Map(merged.map((part) => [part.code, part]));
  const added = merged.filter((part) => !old.has(part.code));
  return {
    all: [...stored.map((part) => named.get(part.code) ?? part), ...added],
    added,
    changed: merged.filter((part) => old.has(part.code) && !same(part, old.get(part.code))),
  };
}

/**
 * A limit that the file does not give: the capacity (less one for children). A stored limit that is just that
 * default grows with the room; one that somebody chose stays, as far as the new capacity allows.
 */
function followCapacity(
  stored: number | undefined,
  capacity: number,
  { old, less }: { old: number | undefined; less: number },
): number {
  const chosen = stored !== undefined && old !== undefined && stored !== Math.max(0, old - less);
  return chosen ? Math.min(stored, capacity) : Math.max(0, capacity - less);
}

/** Nothing but the file can say what a base price of the old currency is worth in the new one. */
function refuseStrayPrices(stored: StoredHotel | undefined, hotel: HotelFields, input: HotelInput): void {
  if (stored === undefined || stored.hotel.currency === hotel.currency) return;
  const given = new Map(input.rooms.map((room) => [room.code, room.base_price]));
  const stray = stored.rooms.filter((room) => room.base_price !== null && given.get(room.code) === undefined);
  if (stray.length === 0) return;
  const codes = stray.map((room) => room.code).join(', ');
  throw new AppError(
    'CONFLICT',
    `The currency changes from ${stored.hotel.currency} to ${hotel.currency}, but room ${codes} keeps its base price; give it one in ${hotel.currency}, or null.`,
    { next: `bellhop hotel show ${hotel.code}` },
  );
}

function keep<T>(given: T | null | undefined, stored: T | null): T | null {
  return given === undefined ? stored : given;
}

/** DECIMAL(9, 6) text, so that what was read compares equal to what is given; never "-0.000000". */
function decimalDegrees(value: number | null | undefined): string | null | undefined {
  return typeof value === 'number' ? (Math.round(value * 1e6) / 1e6 || 0).toFixed(6) : value;
}

/** DECIMAL(15, 3) text of a price that the schema has checked. */
function storedPrice(text: string | null | undefined, currency: string): string | null | undefined {
  if (typeof text !== 'string') return text;
  // Checks once more: what the currency does not allow must never be rounded by the database.
  parseAmount(text, currency);
  const [units = '0', decimals = ''] = text.split('.');
  return `${units.replace(/^0+(?=\d)/, '')}.${decimals.slice(0, 3).padEnd(3, '0')}`;
}

function describeParts<T extends { readonly code: string }>(
  noun: string,
  parts: Parts<T>,
  stored: readonly T[],
): string[] {
  return [
    ...parts.added.map((part) => `${noun} ${part.code} added`),
    ...parts.changed.flatMap((part) => {
      const old = stored.find((candidate) => candidate.code === part.code);
      return old === undefined ? [] : differences(`${noun} ${part.code}`, old, part);
    }),
  ];
}

function differences<T extends object>(place: string, old: T, now: T): string[] {
  return (Object.keys(now) as (keyof T & string)[])
    .filter((field) => old[field] !== now[field])
    .map((field) => `${place} ${field}: ${JSON.stringify(old[field])} -> ${JSON.stringify(now[field])}`);
}

/** Flat lists and records of text and numbers, their fields in the order of the columns. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
