import { holdsCardNumber } from '../model/card-number.js';
import { isPlainText } from '../model/plain-text.js';
import type { ReservationGuest } from '../model/reservation.js';

const LONGEST = { first_name: 100, last_name: 100, email: 254, phone: 40 } as const;

/**
 * The guest of a reservation that is sold already, as far as it can be kept: an odd name or address is no reason to
 * refuse a guest ("Expedia, booking notification"), so what is too long is cut and what looks like a card number is left out.
 * @returns null without any name
 */
export function readIncomingGuest(guest: ReservationGuest | null): ReservationGuest | null {
  if (guest === null) return null;
  const first_name = clean(guest.first_name, LONGEST.first_name);
  const last_name = clean(guest.last_name, LONGEST.last_name);
  if (first_name === '' && last_name === '') return null;
  const email = clean(guest.email ?? '', LONGEST.email);
  const phone = clean(guest.phone ?? '', LONGEST.phone);
  return {
    first_name,
    last_name,
    ...(email === '' ? {} : { email }),
    ...(phone === '' ? {} : { phone }),
  };
}

function clean(text: string, longest: number): string {
  if (holdsCardNumber(text)) return '';
  const kept = isPlainText(text) ? text : [...text].filter(isPlainText).join('');
  // By characters, for half a surrogate pair is no text.
  return [...kept.trim()].slice(0, longest).join('').trim();
}
