import type { DecodedContent } from '../../core/model/connector.js';
import type { GuestCount, IncomingNight, IncomingRoom } from '../../core/model/incoming-reservation.js';
import { addDays, daysBetween } from '../../core/model/local-date.js';
import type { ReservationGuest } from '../../core/model/reservation.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { groupInput, reservationInput, type GroupInput, type ReservationInput } from './mews-schema.js';
import { sumOf } from '../shared/decimal-sum.js';

/** "Mews, bookings": rooms of one group. */
const MAX_ROOMS = 100;

interface Group {
  readonly hotel_code: string | null;
  readonly add: AddFault;
}

/**
 * processGroup: the complete state of a group of rooms. A room that is missing is cancelled, a group without rooms is
 * cancelled as a whole ("Mews, bookings").
 */
export function readGroup(
  document: Readonly<Record<string, unknown>>,
  rooms: readonly IncomingRoom[],
  { hotel_code, add }: Group,
): DecodedContent | null {
  const group = groupInput.safeParse(document);
  if (!group.success) {
    addSchemaFaults(group.error, { document, at: '' }, add);
    return null;
  }
  const isEmpty = document['reservations'] === 0;
  const { channelManagerId, version, comments } = group.data;
  const number = typeof version === 'number' ? version : null;
  const totals = rooms.map(({ total }) => total);
  return {
    kind: 'reservations',
    reservations: [
      {
        action: isEmpty ? 'cancel' : 'new',
        reference: channelManagerId,
        revision: number,
        message_id: null,
        status: isEmpty ? 'cancelled' : 'processGroup',
        hotel_code,
        check_in: rooms.map((room) => room.check_in).sort()[0] ?? null,
        check_out:
          rooms
            .map((room) => room.check_out)
            .sort()
            .at(-1) ?? null,
        rooms,
        guest: guestOf(group.data),
        total: totals.every((total) => total !== null) && totals.length > 0 ? sumOf(totals) : null,
        currency: rooms[0]?.nights[0]?.currency ?? null,
        tax: null,
        extras: [],
        taxes: [],
        comments: comments ?? [],
        had_card: 'paymentCard' in document || 'creditCard' in document,
        at: '',
      },
    ],
  };
}

interface RoomPlace {
  readonly at: string;
  readonly index: number;
  readonly add: AddFault;
}

/** One room of the group; none where it has faults. */
export function readRoom(item: unknown, { at, index, add }: RoomPlace): IncomingRoom[] {
  if (index >= MAX_ROOMS) {
    add(at, `A group has at most ${MAX_ROOMS} rooms; send the others as another group`);
    return [];
  }
  const parsed = reservationInput.safeParse(item);
  if (!parsed.success) {
    addSchemaFaults(parsed.error, { document: item, at }, add);
    return [];
  }
  const input = parsed.data;
  const count = daysBetween(input.from, input.to);
  if (count < 1) {
    add(`${at}/to`, `to ${input.to} is the departure and must be after from ${input.from}`);
    return [];
  }
  const nights = readNights(input, { at, count, add });
  return [
    {
      room_code: input.spaceTypeCode ?? null,
      rate_code: input.ratePlanCode ?? null,
      check_in: input.from,
      check_out: input.to,
      guests: guestsOf(input),
      nights,
      total: nights.length > 0 ? sumOf(nights.map(({ amount }) => amount)) : null,
      extras: [],
      taxes: [],
      reference: input.code,
    },
  ];
}

interface Nights {
  readonly at: string;
  readonly count: number;
  readonly add: AddFault;
}

/** One amount a night, no more and no fewer: which night a missing one belongs to cannot be known. */
function readNights({ amounts, from }: ReservationInput, { at, count, add }: Nights): IncomingNight[] {
  if (amounts === null || amounts === undefined || amounts.length === 0) return [];
  if (amounts.length !== count) {
    add(`${at}/amounts`, `amounts has ${amounts.length} entries for ${count} nights; send one a night`);
    return [];
  }
  return amounts.flatMap(({ grossAmount, netAmount, value, currencyCode }, index): IncomingNight[] => {
    const amount = grossAmount ?? value ?? netAmount;
    if (amount === null || amount === undefined) {
      add(`${at}/amounts/${index}`, 'The amount is missing; send grossAmount or netAmount');
      return [];
    }
    return [{ date: addDays(from, index), amount, currency: currencyCode ?? null }];
  });
}

function guestsOf({ guestCounts, adultCount, childCount }: ReservationInput): GuestCount[] {
  const byBand: GuestCount[] = (guestCounts ?? []).map(({ ageCategoryCode, count }) => ({
    age_band: /child|kid/i.test(ageCategoryCode ?? '') ? 'child' : 'adult',
    count,
    age: null,
  }));
  if (typeof adultCount === 'number' && adultCount > 0)
    byBand.push({ age_band: 'adult', count: adultCount, age: null });
  if (typeof childCount === 'number' && childCount > 0)
    byBand.push({ age_band: 'child', count: childCount, age: null });
  return byBand;
}

function guestOf({ customer }: GroupInput): ReservationGuest | null {
  if (customer === null || customer === undefined) return null;
  const { firstName, lastName, email, telephone } = customer;
  return {
    first_name: firstName ?? '',
    last_name: lastName ?? '',
    ...(email === null || email === undefined ? {} : { email }),
    ...(telephone === null || telephone === undefined ? {} : { phone: telephone }),
  };
}
