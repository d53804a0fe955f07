import type { DecodeDocument } from './decode-files.js';
import { describeExtra, describeParty, describeTax, money } from './describe-party.js';
import { renderFacts, renderTable } from './output/table.js';

type Reservation = DecodeDocument['reservations'][number];
type Room = Reservation['rooms'][number];

/** Decoded reservations for people: each with its facts and a row for every room. */
export function renderReservations(reservations: readonly Reservation[], width: number): string {
  return reservations.map((reservation) => renderReservation(reservation, width)).join('\n\n');
}

function renderReservation(reservation: Reservation, width: number): string {
  const { rooms, currency } = reservation;
  const facts = renderFacts(factsOf(reservation));
  if (rooms.length === 0) return facts;
  const table = renderTable(
    rooms,
    [
      { header: 'ROOM', value: (room) => room.room_code },
      { header: 'RATE', value: (room) => room.rate_code },
      { header: 'ARRIVAL', value: (room) => room.check_in },
      { header: 'DEPARTURE', value: (room) => room.check_out },
      { header: 'GUESTS', value: (room) => describeParty(room.guests) },
      { header: 'TOTAL', value: (room) => money(room.total, currency), align: 'right' },
      { header: 'NIGHTS', value: (room) => describeNights(room.nights), shrink: true },
      { header: 'BESIDE', value: describeBeside, shrink: true },
    ],
    { width },
  );
  return `${facts}\n\n${table}`;
}

function factsOf(reservation: Reservation): (readonly [name: string, value: string | number | null])[] {
  const { extras, taxes, comments, total, currency, tax } = reservation;
  const taxed = tax === null ? '' : ` ${tax} tax`;
  return [
    ['reservation', `${reservation.action} ${reservation.reference}`],
    ['status', reservation.status],
    ['revision', reservation.revision],
    ...(reservation.message_id === null ? [] : [['acknowledged by', reservation.message_id] as const]),
    ['hotel', reservation.hotel_code],
    ['arrival', reservation.check_in],
    ['departure', reservation.check_out],
    ['guest', givenOf(reservation)],
    ['total', total === null ? null : `${money(total, currency)}${taxed}`],
    ...(extras.length === 0 ? [] : [['extras', extras.map(describeExtra).join(', ')] as const]),
    ...(taxes.length === 0 ? [] : [['taxes', taxes.map(describeTax).join(', ')] as const]),
    ...(comments.length === 0 ? [] : [['remarks', comments.length] as const]),
    ...(reservation.had_card === true ? [['card', 'was in the message, left out'] as const] : []),
  ];
}

/** Which data of the guest were read, not what they say: a terminal is often shared; --json holds them. */
function givenOf({ guest }: Reservation): string | null {
  if (guest === null) return null;
  return [
    ...(guest.first_name + guest.last_name === '' ? [] : ['name']),
    ...(guest.email === undefined ? [] : ['e-mail']),
    ...(guest.phone === undefined ? [] : ['phone']),
  ].join(', ');
}

/** "2027-07-01 to 2027-07-03: 100.00 EUR", nights of one price that follow each other together. */
function describeNights(nights: Room['nights']): string {
  const runs: { first: string; last: string; price: string }[] = [];
  for (const { date, amount, currency } of nights) {
    const price = money(amount, currency) ?? '';
    const run = runs.at(-1);
    if (run?.price === price) run.last = date;
    else runs.push({ first: date, last: date, price });
  }
  return runs
    .map(({ first, last, price }) => `${first}${last === first ? '' : ` to ${last}`}: ${price}`)
    .join('; ');
}

function describeBeside({ extras = [], taxes = [], reference, window }: Room): string | null {
  const parts = [
    ...extras.map(describeExtra),
    ...taxes.map(describeTax),
    ...(reference === null ? [] : [`its number ${reference}`]),
    ...(window === undefined
      ? []
      : [`asked for ${window.nights ?? 'some'} nights from ${window.earliest} to ${window.latest}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}
