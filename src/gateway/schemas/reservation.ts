import { z } from 'zod';
import { holdsCardNumber } from '../../core/model/card-number.js';
import { isId } from '../../core/model/ids.js';
import { isPlainText } from '../../core/model/plain-text.js';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { amount, code, currency, id, limit, localDate } from './primitives.js';

export const feedQuery = z.strictObject({
  hotel_id: code
    .optional()
    .meta({ description: 'your own code or our hotel_id; without it all your hotels' }),
  limit: limit(500, 100),
});

export const ackPath = z.strictObject({
  revision: z
    .string()
    .refine(isId, 'is not a revision_id')
    .meta({ description: 'revision_id from the feed' }),
});

const plain = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(isPlainText, 'must not hold control characters')
    .refine((value) => !holdsCardNumber(value), 'looks like a card number; never send one');

export const ackBody = z
  .strictObject({
    outcome: z.enum(['accepted', 'failed'], 'must be accepted or failed').default('accepted'),
    pms_reference: plain(64).optional().meta({ description: "the PMS's own number" }),
    reason: plain(500).optional().meta({ description: 'why it failed; no personal data' }),
  })
  .meta({ id: 'Acknowledgement' });

export const ackAnswer = z.strictObject({ revision_id: id, outcome: z.enum(['accepted', 'failed']) });

const maybe = z.string().nullable();
const extras = z
  .array(z.strictObject({ code: maybe, name: maybe, quantity: z.int(), amount: maybe, currency: maybe }))
  .readonly();
const taxes = z
  .array(
    z.strictObject({
      code: maybe,
      name: maybe,
      amount: maybe,
      percent: maybe,
      included: z.boolean().nullable(),
    }),
  )
  .readonly();
const details = z
  .array(
    z.strictObject({
      reference: maybe.meta({ description: "the channel's own number of the room" }),
      meal_plan: maybe,
      guests: z.array(
        z.strictObject({
          age_band: z.enum(['adult', 'child', 'infant', 'senior', 'other']),
          count: z.int(),
          age: z.int().nullable(),
        }),
      ),
      extras,
      taxes,
    }),
  )
  .meta({ description: 'one entry for each of the rooms of which the channel said more' });

const revision = z
  .strictObject({
    revision_id: id.meta({ description: 'acknowledge this one, not the booking' }),
    booking_id: id,
    revision: z.int(),
    action: z.enum(['new', 'modify', 'cancel']),
    hotel_code: code,
    status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED']),
    partner_name: z.string(),
    partner_reference: z.string().nullable(),
    reference_part: z.int().optional().meta({
      description: 'which booking of that number, where its rooms have stays of their own; absent: the first',
    }),
    check_in_date: localDate,
    check_out_date: localDate,
    rooms: z.array(
      z.strictObject({
        room_code: code,
        rate_code: code,
        meal_plan: maybe.optional().meta({ description: 'of the channel, or of the rate plan' }),
        quantity: z.int(),
        guests: z.int().meta({ description: 'adults in each room' }),
        nights: z.array(z.strictObject({ date: localDate, amount })),
        details: details.optional(),
      }),
    ),
    guest: z
      .strictObject({
        first_name: z.string(),
        last_name: z.string(),
        email: z.string().optional(),
        phone: z.string().optional(),
      })
      .nullable(),
    total_price: amount,
    currency,
    extras: extras.optional(),
    taxes: taxes.optional(),
    comments: z.array(z.string()).optional().meta({ description: "the guest's and the channel's remarks" }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'ReservationRevision' }) satisfies z.ZodType<ReservationRevision>;

export const liveQuery = z.strictObject({
  hotel_id: code.meta({ description: 'your own code or our hotel_id' }),
  limit: limit(500, 100),
  cursor: z
    .string()
    .refine(isId, 'is not a next_cursor of ours')
    .optional()
    .meta({ description: 'next_cursor of the page before' }),
});

export const liveAnswer = z.strictObject({
  reservations: z.array(revision),
  next_cursor: z.string().nullable().meta({ description: 'null at the end of the list' }),
});

export const feedAnswer = z.strictObject({ reservations: z.array(revision) });
