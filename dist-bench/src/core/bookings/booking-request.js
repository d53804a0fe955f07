import { z } from 'zod';
import { AppError } from '../model/errors.js';
import { isId } from '../model/ids.js';
import { daysBetween, isLocalDate } from '../model/local-date.js';
const MAX_NIGHTS = 180;
const MAX_ROOMS = 50;
const text = (max) => z.string().trim().min(1).max(max);
const code = z.string().min(1).max(64);
const localDate = z.string().refine(isLocalDate, 'is not a date; write it as YYYY-MM-DD');
/** Digits that could be a card number: 13 to 19, blanks and dashes between. */
const CARD_LIKE = /(?:\d[ -]?){13,19}/;
const guest = z.strictObject({
    first_name: text(100),
    last_name: text(100),
    email: z.email().max(254).optional(),
    phone: text(40).optional(),
});
const line = z.strictObject({
    room_code: code,
    rate_code: code.optional(),
    quantity: z.int().min(1).max(MAX_ROOMS),
    guests: z.int().min(1).max(50),
});
/** The body of POST /api/bookings/create; unknown fields are refused, for a misspelt rate code would sell another rate. */
export const bookingRequest = z
    .strictObject({
    hotel_id: code.describe('our hotel_id or your own code for the hotel'),
    user_id: z
        .union([z.string(), z.int().positive().transform(String)])
        .refine(isId, 'is not an id')
        .optional(),
    checkin_date: localDate,
    checkout_date: localDate.describe('departure date; the last night is the one before'),
    guests: z.int().min(1).max(500).optional().describe('adults in all rooms together'),
    rooms: z.int().min(1).max(MAX_ROOMS).default(1),
    room_code: code.optional().describe('your code; without it the cheapest room that fits'),
    rate_code: code.optional(),
    lines: z.array(line).min(1).max(20).optional().describe('several room types in one booking'),
    partner_reference: text(64).optional().describe('your own number for this booking; never books twice'),
    total_price: z.union([z.string().max(20), z.number().nonnegative().transform(String)]).optional(),
    currency: z.string().length(3).optional(),
    hold: z.literal(false, { error: 'holds are not offered yet; leave it out' }).optional(),
    guest: guest.optional(),
    payment: z.strictObject({ method: z.literal('PAY_AT_HOTEL') }).optional(),
})
    .superRefine((body, context) => {
    const nights = daysBetween(body.checkin_date, body.checkout_date);
    if (nights < 1 || nights > MAX_NIGHTS) {
        const message = nights < 1 ? 'must be after checkin_date' : `a stay takes at most ${MAX_NIGHTS} nights`;
        context.addIssue({ code: 'custom', path: ['checkout_date'], message });
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
    for (const [field, value] of Object.entries(body.guest ?? {})) {
        if (typeof value === 'string' && CARD_LIKE.test(value) && field !== 'phone') {
            context.addIssue({
                code: 'custom',
                path: ['guest', field],
                message: 'looks like a card number; never send one',
            });
        }
    }
});
/**
 * The lines of a request in our terms. Guests are spread over the rooms as evenly as can be, so 3 guests in 2 rooms
 * make one room for two and one for one.
 * @throws AppError ROOM_NOT_FOUND or RATE_NOT_FOUND naming the partner's code.
 */
export function toLines(request, catalogue) {
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
    const guests = Math.max(request.guests ?? 1, request.rooms);
    const each = Math.floor(guests / request.rooms);
    const fuller = guests % request.rooms;
    const lines = [
        { room, ratePlan, quantity: fuller, guests: each + 1 },
        { room, ratePlan, quantity: request.rooms - fuller, guests: each },
    ];
    return lines.filter((entry) => entry.quantity > 0);
}
function findRoom(catalogue, theirCode, pointer) {
    const room = catalogue.room(theirCode);
    if (room !== undefined)
        return room;
    const message = `Room type "${theirCode}" is not mapped to you at hotel "${catalogue.hotel_code}".`;
    throw new AppError('ROOM_NOT_FOUND', message, { faults: [{ pointer, code: 'ROOM_NOT_FOUND', message }] });
}
function findRatePlan(catalogue, theirCode, pointer) {
    if (theirCode === undefined)
        return null;
    const ratePlan = catalogue.ratePlan(theirCode);
    if (ratePlan !== undefined)
        return ratePlan;
    const message = `Rate plan "${theirCode}" is not mapped to you at hotel "${catalogue.hotel_code}".`;
    throw new AppError('RATE_NOT_FOUND', message, { faults: [{ pointer, code: 'RATE_NOT_FOUND', message }] });
}
//# sourceMappingURL=booking-request.js.map