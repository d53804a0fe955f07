import { z } from 'zod';
import { ariHeadInput, ariUpdateInput } from '../../connectors/native/ari-schema.js';
import type { AriNight } from '../../core/ari/read-ari.js';
import { daysBetween } from '../../core/model/local-date.js';
import { amount, code, currency, flag, id, localDate, nullableCount } from './primitives.js';

const MAX_NIGHTS = 1_100;
/** What one answer carries without holding up the others: 15,000 nights of ten rate plans are some 30 MB. */
export const MAX_ROOM_NIGHTS = 15_000;

export const ariQuery = z
  .strictObject({
    hotel_id: code.meta({ description: 'your own code or our hotel_id' }),
    room_code: code.optional().meta({ description: 'without it every room type' }),
    from: localDate,
    to: localDate.meta({ description: 'inclusive' }),
    uncounted: flag.meta({ description: 'also nights of which only rates were pushed' }),
  })
  .superRefine(({ from, to }, context) => {
    const nights = daysBetween(from, to) + 1;
    if (nights >= 1 && nights <= MAX_NIGHTS) return;
    const message = nights < 1 ? 'must not be before from' : `must be at most ${MAX_NIGHTS} nights on`;
    context.addIssue({ code: 'custom', path: ['to'], message });
  });

export const pushQuery = z.strictObject({
  dry_run: flag.meta({ description: 'decide everything, write nothing' }),
  on_fault: z
    .enum(['message', 'item'], 'must be message or item')
    .optional()
    .meta({ description: 'as the member of the body, which it overrides' }),
});

/** Only for the document: the connector reads such a body item by item, with these very schemas. */
export const pushBody = ariHeadInput.extend({ updates: z.array(ariUpdateInput) }).meta({ id: 'AriPush' });

export const pushAnswer = z
  .strictObject({
    outcome: z
      .enum(['APPLIED', 'PARTIAL', 'REFUSED'])
      .meta({ description: 'PARTIAL and REFUSED (none) only with on_fault item' }),
    dry_run: z.boolean(),
    hotel_id: id.nullable().meta({ description: 'null where no update could be read' }),
    nights_named: z.int(),
    inventory_changed: z.int(),
    rates_changed: z.int(),
    events: z.int(),
    warnings: z.array(z.string()).meta({ description: 'for people: applied as sent, but hardly meant so' }),
    items: z
      .array(
        z.strictObject({
          index: z.int(),
          status: z.enum(['applied', 'refused']),
          error: z.strictObject({ code: z.string(), message: z.string(), pointer: z.string() }).optional(),
        }),
      )
      .optional()
      .meta({ description: 'with on_fault item: each update, in the order of the message' }),
  })
  .meta({ id: 'AriResult' });

const ariNight = z
  .strictObject({
    room_id: id,
    room_code: code,
    date: localDate,
    available_rooms: z.int(),
    pms_rooms: z.int(),
    unacked_rooms: z.int(),
    closed: z.boolean(),
    price: amount
      .nullable()
      .meta({ description: 'the cheapest open amount for a party that fills the room' }),
    currency,
    version: z.int(),
    pms_received_at: z.string().nullable(),
    resend_wanted: z.boolean(),
    uncounted: z
      .literal(true)
      .optional()
      .meta({ description: 'only rates were pushed: the counts, 0, were said by nobody' }),
    rates: z.array(
      z.strictObject({
        rate_code: code,
        amount: amount.nullable(),
        occupancy_amounts: z.record(z.string(), amount).nullable(),
        closed: z.boolean(),
        closed_to_arrival: z.boolean(),
        closed_to_departure: z.boolean(),
        min_stay_arrival: nullableCount,
        max_stay_arrival: nullableCount,
        min_stay_through: nullableCount,
        max_stay_through: nullableCount,
        min_advance_days: nullableCount,
        max_advance_days: nullableCount,
        version: z.int(),
      }),
    ),
  })
  .meta({ id: 'AriNight' }) satisfies z.ZodType<AriNight>;

export const ariAnswer = z.strictObject({ hotel_id: id, hotel_code: code, nights: z.array(ariNight) });
