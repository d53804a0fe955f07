import { z } from 'zod';
import type { StayLine } from '../ari/quote-stay.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { holdsCardNumber } from '../model/card-number.js';
import { AppError } from '../model/errors.js';
import { isId } from '../model/ids.js';
import { daysBetween, isLocalDate } from '../model/local-date.js';
import { isPlainText } from '../model/plain-text.js';

export const MAX_NIGHTS = 180;
const MAX_ROOMS = 50;

const plain = (text: z.ZodString) => text.refine(isPlainText, 'must not hold control characters');
export const code = plain(z.string().min(1).max(64));
/** What a person writes freely, and so also where a card number is written by mistake. */
export const text = (max: number) => plain(z.string().trim().min(1).max(max));
export const withoutCard = (field: z.ZodType<string>) =>
  field.refine((value) => !holdsCardNumber(value), 'looks like a card number; never send one');
export const localDate = z.string().refine(isLocalDate, 'is not a date; write it as YYYY-MM-DD');
/** Those of 17 and 18 digits are our own ids, of which one in ten passes for a card's number; hardly any card has them. */
const isCardOfLength = (value: string) =>
  value.length !== 17 && value.length !== 18 && holdsCardNumber(value);
/** The partner's own number of its user, or the id of an account here. */
export const userId = z
  .union([z.string(), z.int().positive().transform(String)])
  .refine(isId, 'is not an id')
  .refine((value) => !isCardOfLength(value), 'looks like a card number; never send one');
/** A telephone number has 15 digits at most (E.164); one in seven of the longer ones begins like a card's. */
const isPhoneNumber = (value: string) =>
  /^\+?[\d ()./-]+$/.test(value) && value.replace(/\D/g, '').length <= 15;

export const guest = z.strictObject({
  first_name: withoutCard(text(100)),
  last_name: withoutCard(text(100)),
  email: withoutCard(z.email().max(254)).optional(),
  phone: text(40)
    .refine(
      (value) => isPhoneNumber(value) || !holdsCardNumber(value),
      'looks like a card number; never send one',
    )
    .optional(),
});

export const line = z.strictObject({
  room_code: code,
  rate_code: code.optional(),
  quantity: z.int().min(1).max(MAX_ROOMS),
  guests: z.int().min(1).max(50),
});

/** What the payment provider gave the partner's page for a card; a card's number is none. */
export const cardToken = withoutCard(
  z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be a token of the payment provider'),
).meta({ description: "the payment provider's token for the card, for example pm_...; never a card number" });

const payment = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('PAY_AT_HOTEL') }),
  z.strictObject({ method: z.literal('CARD'), token: cardToken }),
]);

/** The body of POST /api/bookings/create; unknown fields are refused, for a misspelt rate code would sell another rate. */
export const bookingRequest = z
  .strictObject({
    hotel_id: code.describe('our hotel_id or your own code for the hotel'),
    user_id: userId.optional(),
    checkin_date: localDate,
    checkout_date: localDate.describe('departure date; the last night is the one before'),
    guests: z.int().min(1).max(500).optional().describe('adults in all rooms together'),
    rooms: z.int().min(1).max(MAX_ROOMS).default(1),
    room_code: code.optional().describe('your code; without it the cheapest room that fits'),
    rate_code: code.optional(),
    lines: z.array(line).min(1).max(20).optional().describe('several room types in one booking'),
    partner_reference: text(64)
      .refine(
        (value) => !holdsCardNumber(value),
        'looks like a card number; put letters between its digits if it is a number of your own',
      )
      .optional()
      .describe('your own number for this booking; never books twice'),
    total_price: z.union([z.string().max(20), z.number().nonnegative().transform(String)]).optional(),
    currency: z.string().length(3).optional(),
    hold: z.boolean().optional().describe('true: keep the rooms for a while and confirm later'),
    guest: guest.optional(),
    payment: payment.optional(),
  })
  .superRefine((body, context) => {
    const nights = daysBetween(body.checkin_date, body.checkout_date);
    if (nights < 1 || nights > MAX_NIGHTS) {
      const message = nights < 1 ? 'must be after checkin_date' : `a stay takes at most ${MAX_NIGHTS} nights`;
      context.addIssue({ code: 'custom', path: ['checkout_date'], message });
    }
    if (body.hold === true && body.payment?.method === 'CARD') {
      const message = 'a hold is paid when it is confirmed: send the token there';
      context.addIssue({ code: 'custom', path: ['payment'], message });
    }
    if (body.lines === undefined && body.guests === undefined) {
      context.addIssue({ code: 'custom', path: ['guests'], message: 'is needed: the adults in all rooms' });
    }
    if (body.lines !== undefined && (body.room_code !== undefined || body.rate_code !== undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['lines'],
        message: 'name rooms either here or by room_code',
      });
    }
  });

export type BookingRequest = z.output<typeof bookingRequest>;

/**
 * The lines of a request in our terms. Guests are spread over the rooms as evenly as can be, so 3 guests in 2 rooms
 * make one room for two and one for one.
 * @throws AppError ROOM_NOT_FOUND or RATE_NOT_FOUND naming the partner's code.
 */
export function toLines(
  request: Pick<BookingRequest, 'lines' | 'room_code' | 'rate_code' | 'guests' | 'rooms'>,
  catalogue: Catalogue,
): StayLine[] {
  if (request.lines !== undefined) {
    return request.lines.map((entry, index) => ({
      room: findRoom(catalogue, entry.room_code, `/lines/${index}/room_code`),
      ratePlan: findRatePlan(catalogue, entry.rate_code, `/lines/${index}/rate_code`),
      quantity: entry.quantity,
      guests: entry.guests,
    }));
  }
  const room = request.room_code === undefined ? null : findRoom(catalogue, request.room_code, '/room_code');
  const ratePlan = findRatePlan(catalogue, request.rate_code, '/rate_code');
  return spreadGuests(request.guests ?? 1, request.rooms).map((part) => ({ room, ratePlan, ...part }));
}

/**
 * A party over so many rooms as evenly as can be, the fuller rooms first; in each room at least one.
 * @param guests adults in all rooms together
 */
export function spreadGuests(guests: number, rooms: number): Pick<StayLine, 'quantity' | 'guests'>[] {
  const party = Math.max(guests, rooms);
  const each = Math.floor(party / rooms);
  const fuller = party % rooms;
  const parts = [
    { quantity: fuller, guests: each + 1 },
    { quantity: rooms - fuller, guests: each },
  ];
  return parts.filter((part) => part.quantity > 0);
}

function findRoom(catalogue: Catalogue, theirCode: string, pointer: string) {
  const room = catalogue.room(theirCode);
  if (room !== undefined) return room;
  const message = `Room type "${theirCode}" is not mapped to you at hotel "${catalogue.hotel_code}".`;
  throw new AppError('ROOM_NOT_FOUND', message, { faults: [{ pointer, code: 'ROOM_NOT_FOUND', message }] });
}

function findRatePlan(catalogue: Catalogue, theirCode: string | undefined, pointer: string) {
  if (theirCode === undefined) return null;
  const ratePlan = catalogue.ratePlan(theirCode);
  if (ratePlan !== undefined) return ratePlan;
  const message = `Rate plan "${theirCode}" is not mapped to you at hotel "${catalogue.hotel_code}".`;
  throw new AppError('RATE_NOT_FOUND', message, { faults: [{ pointer, code: 'RATE_NOT_FOUND', message }] });
}
