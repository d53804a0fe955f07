import type { Catalogue } from '../hotels/catalogue.js';
import { holdsCardNumber } from '../model/card-number.js';
import type { IncomingReservation, IncomingRoom } from '../model/incoming-reservation.js';
import { isPlainText } from '../model/plain-text.js';
import type { ReservationExtra, ReservationTax } from '../model/reservation.js';
import { countGuests } from './incoming-party.js';
import { UNMAPPED } from './net-lots.js';
import type { ReservationDetails, RoomDetails } from './reservation-details.js';

const MOST_COMMENTS = 50;
const MOST_ITEMS = 100;
const LONGEST_COMMENT = 4_000;
const LONGEST_NAME = 200;
const LONGEST_CODE = 64;

/**
 * What a reservation says beside its lines, as far as it can be kept: too long texts are cut, one that holds a card number is left
 * out (law 10), for nothing of this is a reason to refuse a guest.
 * @param rooms those of one booking of it
 * @param first whether it is its first booking, which alone has what is said of all of them: nothing is charged twice
 */
export function readIncomingDetails(
  reservation: IncomingReservation,
  rooms: readonly IncomingRoom[],
  { catalogue, first }: { readonly catalogue: Pick<Catalogue, 'room'>; readonly first: boolean },
): ReservationDetails {
  const comments = reservation.comments.flatMap((comment) => keptText(comment, LONGEST_COMMENT) ?? []);
  return {
    comments: comments.slice(0, MOST_COMMENTS),
    extras: first ? keptExtras(reservation.extras) : [],
    taxes: first ? keptTaxes(reservation.taxes) : [],
    rooms: rooms.map((room) => roomDetails(room, catalogue)),
  };
}

function roomDetails(room: IncomingRoom, catalogue: Pick<Catalogue, 'room'>): RoomDetails {
  const { room_code, reference, meal_plan, guests, extras, taxes } = room;
  return {
    room_id: (room_code === null ? undefined : catalogue.room(room_code)?.room_id) ?? UNMAPPED,
    adults: countGuests(room).adults,
    reference: keptText(reference, LONGEST_CODE),
    meal_plan: keptText(meal_plan ?? null, LONGEST_CODE),
    guests: guests.slice(0, MOST_ITEMS).map(({ age_band, count, age }) => ({ age_band, count, age })),
    extras: keptExtras(extras),
    taxes: keptTaxes(taxes),
  };
}

function keptExtras(extras: readonly ReservationExtra[]): ReservationExtra[] {
  return extras.slice(0, MOST_ITEMS).map(({ code, name, quantity, amount, currency }) => ({
    code: keptText(code, LONGEST_CODE),
    name: keptText(name, LONGEST_NAME),
    quantity,
    amount: keptText(amount, LONGEST_CODE),
    currency: keptText(currency, LONGEST_CODE),
  }));
}

function keptTaxes(taxes: readonly ReservationTax[]): ReservationTax[] {
  return taxes.slice(0, MOST_ITEMS).map(({ code, name, amount, percent, included }) => ({
    code: keptText(code, LONGEST_CODE),
    name: keptText(name, LONGEST_NAME),
    amount: keptText(amount, LONGEST_CODE),
    percent: keptText(percent, LONGEST_CODE),
    included,
  }));
}

/** Lines stay lines; other characters that show something which is not there are left out. */
function keptText(text: string | null, longest: number): string | null {
  if (text === null || holdsCardNumber(text)) return null;
  const plain = [...text].filter((character) => character === '\n' || isPlainText(character));
  // By characters, for half a surrogate pair is no text.
  const kept = plain.join('').trim();
  return kept === '' ? null : [...kept].slice(0, longest).join('');
}
