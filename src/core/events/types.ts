import { z } from 'zod';
import { isId, type Id } from '../model/ids.js';
import { isLocalDate } from '../model/local-date.js';

export const TOPICS = ['bellhop.hotels', 'bellhop.inventory', 'bellhop.bookings'] as const;
export type Topic = (typeof TOPICS)[number];

// What `refine` checks, JSON Schema can only be told.
const id = z.string().refine(isId, 'must be an id').meta({ pattern: '^[1-9]\\d{0,18}$' });
const date = z.string().refine(isLocalDate, 'must be a date YYYY-MM-DD').meta({ format: 'date' });
const version = z.int().min(1).max(2_147_483_647);
const count = z.int().min(0);
const nights = z.int().min(0).nullable().optional();

const hotelData = z.strictObject({
  hotel_id: id,
  code: z.string(),
  name: z.string(),
  city: z.string(),
  country: z.string(),
  currency: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  rooms: z.array(z.strictObject({ room_id: id, code: z.string() })),
  version,
});

const inventoryData = z.strictObject({
  hotel_id: id,
  room_id: id,
  /** The partner whose booking took these rooms, where that is why they changed: it has counted them by itself. */
  sold_by: id.optional(),
  /** When it says that it sold them, ISO 8601 or SOLD_AT_UNKNOWN; what it was told after that may have overwritten its own count. */
  sold_at: z.string().optional(),
  nights: z
    .array(z.strictObject({ date, available_rooms: count, closed: z.boolean(), version }))
    .min(1)
    .max(1_000),
});

/** Stands for a time of a sale that nobody can tell: its message was sent again, with the time of that. */
export const SOLD_AT_UNKNOWN = 'unknown';

/** A restriction that does not hold is left out: most nights have none, and a year of nights is one event. */
const priceNight = z.strictObject({
  date,
  /** Per room whatever the party, decimal text in the hotel's currency; null where prices go by occupancy. */
  amount: z.string().nullable(),
  /** Decimal text by number of adults, `extra` for one more: {"1":"80.00","2":"95.00","extra":"20.00"}. */
  occupancy_amounts: z.record(z.string(), z.string()).nullable(),
  closed: z.boolean().optional(),
  closed_to_arrival: z.boolean().optional(),
  closed_to_departure: z.boolean().optional(),
  min_stay_arrival: nights,
  max_stay_arrival: nights,
  min_stay_through: nights,
  max_stay_through: nights,
  min_advance_days: nights,
  max_advance_days: nights,
  version,
});

const priceData = z.strictObject({
  hotel_id: id,
  room_id: id,
  rate_plan_id: id,
  nights: z.array(priceNight).min(1).max(1_000),
});

/** A room or rate plan of a booking; 0 is a code of its channel that nobody has mapped. */
const product = z
  .string()
  .refine((text) => text === '0' || isId(text), 'must be an id or 0')
  .meta({ pattern: '^(0|[1-9]\\d{0,18})$' });

/** No guest, no reference: whoever needs those reads the booking with the rights to it (law 10). */
const bookingData = z.strictObject({
  booking_id: id,
  hotel_id: id,
  partner_id: id,
  /** The booking site's own number of its user; null where it gave none. */
  user_id: id.nullable(),
  status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED']),
  revision: version,
  check_in_date: date,
  check_out_date: date,
  guests: z.int().min(1),
  total_price: z.string(),
  currency: z.string(),
  rooms: z
    .array(z.strictObject({ room_id: product, rate_plan_id: product, quantity: z.int().min(1) }))
    .min(1),
  /** When it was made, ISO 8601, UTC. */
  created_at: z.iso.datetime(),
  /** Every arrival that it had before; left out when it never moved. Lists by arrival clear those rows. */
  former_check_in_dates: z.array(date).min(1).optional(),
  /**
   * Nights that its channel has counted, if it counts for itself, though the count here stayed as it is: given back, while here they
   * come back only with the word of the PMS, or taken again before that word.
   */
  unmoved_nights: z
    .array(z.strictObject({ room_id: id, dates: z.array(date).min(1) }))
    .min(1)
    .optional(),
});

/**
 * What each event carries: the state after the change with its version, so that a consumer that has seen a newer
 * version drops the older one. The types hold the writers; consumers outside parse with the schemas.
 */
export const EVENTS = {
  HotelCreated: { topic: 'bellhop.hotels', data: hotelData },
  HotelUpdated: { topic: 'bellhop.hotels', data: hotelData },
  RoomInventoryUpdated: { topic: 'bellhop.inventory', data: inventoryData },
  PriceUpdated: { topic: 'bellhop.inventory', data: priceData },
  BookingCreated: { topic: 'bellhop.bookings', data: bookingData },
  BookingConfirmed: { topic: 'bellhop.bookings', data: bookingData },
  BookingModified: { topic: 'bellhop.bookings', data: bookingData },
  BookingCancelled: { topic: 'bellhop.bookings', data: bookingData },
  BookingFailed: { topic: 'bellhop.bookings', data: bookingData },
} as const satisfies Record<string, { topic: Topic; data: z.ZodType }>;

export type EventType = keyof typeof EVENTS;
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];

export type EventData<T extends EventType> = z.output<(typeof EVENTS)[T]['data']>;
export type PriceNight = z.output<typeof priceNight>;

interface EventOf<T extends EventType> {
  readonly topic: (typeof EVENTS)[T]['topic'];
  readonly type: T;
  /** Partitions the topic: one hotel's events keep their order. */
  readonly hotel_id: Id;
  /** What the event is about (a room, a room and rate plan, a booking, a hotel); events of one subject are in commit order. */
  readonly subject: string;
  readonly version: number;
  readonly data: EventData<T>;
}

/** An event to be written; a wrong topic or data of another type does not compile. */
export type NewEvent = { [T in EventType]: EventOf<T> }[EventType];

/** An event as consumers read it. `event_id` is its place in the log, `outbox_id` tells a second delivery apart. */
export type LoggedEvent = NewEvent & {
  readonly event_id: Id;
  readonly outbox_id: Id;
  readonly request_id: string | null;
  /** ISO 8601, UTC. */
  readonly occurred_at: string;
};
