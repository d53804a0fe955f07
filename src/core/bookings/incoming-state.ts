import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { IncomingReservation, IncomingRoom } from '../model/incoming-reservation.js';
import { daysBetween, isLocalDate, nightsOf } from '../model/local-date.js';
import { formatAmount, type MinorUnits } from '../model/money.js';
import { readIncomingDetails } from './incoming-details.js';
import { countGuests } from './incoming-party.js';
import type { ReservationDetails } from './reservation-details.js';
import type { SoldLine } from './restatement.js';
import { readSoldAmount, shareAmount } from './sold-amount.js';

/** The rooms of a reservation that arrive and leave together: what one booking can hold. */
export interface IncomingPart {
  readonly checkin_date: string;
  readonly checkout_date: string;
  readonly lines: SoldLine[];
  readonly total_price?: string;
  readonly currency?: string;
  readonly details?: ReservationDetails;
}

/** Longer stays and larger parties are mistakes of somebody's program, not guests. */
const MOST_NIGHTS = 730;
const MOST_ROOMS = 200;
const LONGEST_CODE = 64;

/**
 * A reservation as bookings: one for each stay, the earliest first. Rooms of one product, party and price are one line.
 * @param sold it is believed: prices of nights stand as they are said, and a total is made up from what is known
 * @throws AppError VALIDATION naming what cannot be kept
 */
export function toParts(
  reservation: IncomingReservation,
  catalogue: Pick<Catalogue, 'hotel' | 'room'>,
  sold: boolean,
): IncomingPart[] {
  const { rooms } = reservation;
  const { hotel } = catalogue;
  refuseShape(reservation);
  const said = (reservation.currency ?? rooms.flatMap((room) => room.nights)[0]?.currency)?.toUpperCase();
  const currency = said ?? hotel.currency;
  const stays = [...groupByStay(rooms).values()].sort((a, b) => compareStays(a[0], b[0]));
  const totals = totalsOf(reservation, stays, { currency, sold });
  return stays.map((group, index): IncomingPart => {
    const total = totals[index];
    return {
      checkin_date: group[0].check_in,
      checkout_date: group[0].check_out,
      lines: toLines(group, currency),
      ...(total === undefined || total === null ? {} : { total_price: formatAmount(total, currency) }),
      ...(said === undefined ? {} : { currency: said }),
      details: readIncomingDetails(reservation, group, { catalogue, first: index === 0 }),
    };
  });
}

type Group = readonly [IncomingRoom, ...IncomingRoom[]];

function groupByStay(rooms: readonly IncomingRoom[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const room of rooms) {
    const key = `${room.check_in} ${room.check_out}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? [room] : [...known, room]);
  }
  return groups;
}

function compareStays(a: IncomingRoom, b: IncomingRoom): number {
  const [first, second] = [`${a.check_in} ${a.check_out}`, `${b.check_in} ${b.check_out}`];
  return first < second ? -1 : 1;
}

function refuseShape({ rooms, reference }: IncomingReservation): void {
  if (rooms.length === 0)
    throw invalid(`Reservation "${reference}" names no room; one that is to have none is cancelled.`);
  if (rooms.length > MOST_ROOMS)
    throw invalid(`Reservation "${reference}" has ${rooms.length} rooms; at most ${MOST_ROOMS} are taken.`);
  for (const { check_in, check_out } of rooms) {
    const dates = isLocalDate(check_in) && isLocalDate(check_out);
    const nights = dates ? daysBetween(check_in, check_out) : 0;
    if (nights >= 1 && nights <= MOST_NIGHTS) continue;
    throw invalid(
      `The stay from "${check_in}" to "${check_out}" of reservation "${reference}" is not 1 to ${MOST_NIGHTS} nights.`,
    );
  }
}

function invalid(message: string): AppError {
  return new AppError('VALIDATION', message);
}

function toLines(rooms: readonly IncomingRoom[], currency: string): SoldLine[] {
  const lines = new Map<string, SoldLine>();
  for (const room of rooms) {
    const { adults } = countGuests(room);
    const nights = nightPrices(room, currency);
    const line: SoldLine = {
      room_code: (room.room_code ?? '').slice(0, LONGEST_CODE),
      ...(room.rate_code === null ? {} : { rate_code: room.rate_code.slice(0, LONGEST_CODE) }),
      quantity: 1,
      guests: adults,
      ...(nights === null
        ? {}
        : { nights: nights.map(({ date, price }) => ({ date, amount: formatAmount(price, currency) })) }),
    };
    const key = JSON.stringify(line);
    lines.set(key, { ...line, quantity: (lines.get(key)?.quantity ?? 0) + 1 });
  }
  return [...lines.values()];
}

/** What each night costs; null unless every night of the stay is priced once. */
function nightPrices(room: IncomingRoom, currency: string): { date: string; price: MinorUnits }[] | null {
  const dates = nightsOf(room.check_in, room.check_out);
  if (room.nights.length !== dates.length) return null;
  const byDate = new Map(room.nights.map((night) => [night.date, night]));
  const prices = dates.flatMap((date) => {
    const night = byDate.get(date);
    const price = night === undefined ? null : readSoldAmount(night.amount, currency);
    // A night in another currency than the reservation's says nothing about its total.
    const foreign = night?.currency !== null && night?.currency.toUpperCase() !== currency;
    return price === null || foreign ? [] : [{ date, price }];
  });
  return prices.length === dates.length ? prices : null;
}

/** What a room costs as its sender says it; null where it does not. */
function priceOf(room: IncomingRoom, currency: string): MinorUnits | null {
  const nights = nightPrices(room, currency);
  return (
    readSoldAmount(room.total, currency) ??
    (nights === null ? null : nights.reduce((sum, night) => sum + night.price, 0))
  );
}

/**
 * The totals of the parts. What is believed adds up to the total of the reservation, extras and all, for that is what
 * the guest was told; what is judged against our prices is the price of the rooms, wherever it is said apart from extras.
 */
function totalsOf(
  reservation: IncomingReservation,
  stays: readonly Group[],
  { currency, sold }: { readonly currency: string; readonly sold: boolean },
): (MinorUnits | null)[] {
  const known = stays.map((group) => sumOf(group.map((room) => priceOf(room, currency))));
  const total = readSoldAmount(reservation.total, currency);
  if (!sold) {
    const extras = reservation.extras.length > 0 || reservation.rooms.some((room) => room.extras.length > 0);
    return stays.length > 1 || extras ? known : [total ?? known[0] ?? null];
  }
  if (total === null) return known.map((price) => price ?? 0);
  const complete = known.every((price) => price !== null) && known.some((price) => price !== 0);
  const nights = stays.map((group) => group.length * nightsOf(group[0].check_in, group[0].check_out).length);
  return shareAmount(total, complete ? known.map((price) => price ?? 0) : nights);
}

function sumOf(prices: readonly (MinorUnits | null)[]): MinorUnits | null {
  return prices.reduce<MinorUnits | null>(
    (sum, price) => (sum === null || price === null ? null : sum + price),
    0,
  );
}
