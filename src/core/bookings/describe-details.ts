import type { Catalogue } from '../hotels/catalogue.js';
import type { ReservationRevision } from '../model/reservation.js';
import type { BookingRecord } from './booking-record.js';
import { detailsOfLines, type ReservationDetails } from './reservation-details.js';
import { rateCodeOf, roomCodeOf } from './sent-codes.js';

/** The rooms of a revision in the reader's codes, with what its channel said beside them. */
export function describeDetails(
  record: BookingRecord,
  catalogue: Catalogue,
  said: ReservationDetails | null,
): Pick<ReservationRevision, 'rooms' | 'extras' | 'taxes' | 'comments'> {
  const ofLines = said === null ? [] : detailsOfLines(record.rooms, said.rooms);
  const meals = new Map(catalogue.ratePlans.map((plan) => [plan.rate_plan_id, plan.meal_plan]));
  const rooms = record.rooms.map((room, index) => {
    const details = ofLines[index] ?? [];
    const meal_plan = details[0]?.meal_plan ?? meals.get(room.rate_plan_id) ?? null;
    return {
      room_code: roomCodeOf(room, catalogue),
      rate_code: rateCodeOf(room, catalogue),
      meal_plan,
      quantity: room.quantity,
      guests: room.guests,
      nights: room.nights.map((night) => ({ date: night.date, amount: night.price })),
      ...(details.length === 0 ? {} : { details }),
    };
  });
  if (said === null) return { rooms };
  const { comments, extras, taxes } = said;
  return {
    rooms,
    ...(extras.length === 0 ? {} : { extras }),
    ...(taxes.length === 0 ? {} : { taxes }),
    ...(comments.length === 0 ? {} : { comments }),
  };
}
