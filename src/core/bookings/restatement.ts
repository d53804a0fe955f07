import { z } from 'zod';
import { holdsCardNumber } from '../model/card-number.js';
import { daysBetween } from '../model/local-date.js';
import type { ReservationDetails } from './reservation-details.js';
import { code, guest, line, localDate, MAX_NIGHTS, text, userId } from './booking-request.js';

const stay = {
  checkin_date: localDate,
  checkout_date: localDate.describe('departure date; the last night is the one before'),
  lines: z
    .array(line)
    .min(1, 'a booking without rooms is cancelled, not modified')
    .max(20)
    .describe('all rooms that the booking is to have: one that is missing is given up'),
  guest: guest.nullable().optional().describe('left out: stays as it is; null: is removed'),
  total_price: z
    .union([z.string().max(20), z.number().nonnegative().transform(String)])
    .optional()
    .describe('what the whole booking is to cost afterwards'),
  currency: z.string().length(3).optional(),
};

const refuseLength = (
  body: { readonly checkin_date: string; readonly checkout_date: string },
  context: z.RefinementCtx,
): void => {
  const nights = daysBetween(body.checkin_date, body.checkout_date);
  if (nights >= 1 && nights <= MAX_NIGHTS) return;
  const message = nights < 1 ? 'must be after checkin_date' : `a stay takes at most ${MAX_NIGHTS} nights`;
  context.addIssue({ code: 'custom', path: ['checkout_date'], message });
};

/** The body of PUT /api/bookings/{booking_id}: the whole state that the booking is to have. */
export const restatement = z
  .strictObject({
    ...stay,
    revision: z
      .int()
      .min(1)
      .optional()
      .describe('the revision that you have seen; an older one than ours is refused'),
  })
  .superRefine(refuseLength);

export type Restatement = z.output<typeof restatement>;

/** A line as its channel has sold it, with what one room costs each night where the channel says so. */
export type SoldLine = Restatement['lines'][number] & {
  readonly nights?: readonly { readonly date: string; readonly amount: string }[];
};

const partnerRevision = z
  .int()
  .min(0)
  .describe("the channel's own revision; its time in milliseconds where it has no numbers");

/** The channel's own number in the path of a by-reference route. */
export const partnerReference = text(64).refine(
  (value) => !holdsCardNumber(value),
  'looks like a card number; put letters between its digits if it is a number of your own',
);

/** The body of PUT /api/bookings/by-reference/{partner_reference}: the reservation as of one revision of its channel. */
export const referenceRestatement = z
  .strictObject({
    hotel_id: code.describe('our hotel_id or your own code for the hotel'),
    ...stay,
    user_id: userId.optional(),
    partner_revision: partnerRevision,
    action: z
      .enum(['new', 'modify'])
      .default('modify')
      .describe('what the channel calls it; a new one that comes late is answered with what is'),
  })
  .superRefine(refuseLength);

export type ReferenceRestatement = z.output<typeof referenceRestatement> & {
  /** Of a channel whose contract says more than this body holds; absent: stay as they are. */
  readonly details?: ReservationDetails;
};

/** The body of POST /api/bookings/by-reference/{partner_reference}/cancel. */
export const referenceCancellation = z.strictObject({
  hotel_id: code.describe('our hotel_id or your own code for the hotel'),
  partner_revision: partnerRevision.optional(),
});

export type ReferenceCancellation = z.output<typeof referenceCancellation>;
