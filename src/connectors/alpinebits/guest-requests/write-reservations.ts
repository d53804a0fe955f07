import { addDays } from '../../../core/model/local-date.js';
import { formatAmount, parseAmount } from '../../../core/model/money.js';
import type { ReservationGuestCount, ReservationRevision } from '../../../core/model/reservation.js';
import { mealsIncludedElement } from '../../shared/opentravel/write-details.js';
import { singleRooms, type DescribedRoom } from '../../shared/single-rooms.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { WireVersion } from '../versions.js';
import { customerElement } from './write-customer.js';
import { CANCELLATION, RESERVATION } from './unique-id.js';

const STATUS = { new: 'Reserved', modify: 'Modify', cancel: 'Cancelled' } as const;

/**
 * One of our reservations as a HotelReservation ("AlpineBits, GuestRequests"). UniqueID is the number of the booking in
 * every state of it: a client finds what it is to change or cancel by that alone. Which state is acknowledged is plain
 * because no more than one of a booking is under way at a time.
 */
export function reservationElement(revision: ReservationRevision, version: WireVersion): XmlElement {
  const { action, booking_id, created_at, updated_at, guest } = revision;
  const since2022 = version >= '2022-10';
  const rooms = revision.rooms.flatMap(singleRooms);
  const stays = rooms.map((room) => roomStay(room, revision));
  return element(
    'HotelReservation',
    {
      CreateDateTime: created_at,
      LastModifyDateTime: since2022 && action !== 'new' ? updated_at : undefined,
      ResStatus: STATUS[action],
      RoomStayReservation: since2022 ? 'true' : undefined,
    },
    element('UniqueID', { Type: action === 'cancel' ? CANCELLATION : RESERVATION, ID: booking_id }),
    element('RoomStays', {}, ...stays),
    // A reservation has a guest with a name; where nobody knows it, its number stands in.
    customerElement(guest ?? { first_name: 'Guest', last_name: booking_id }),
    globalInfo(revision, [...(revision.comments ?? []), ...remarksOf(rooms, revision)]),
  );
}

function roomStay(room: DescribedRoom, revision: ReservationRevision): XmlElement {
  const { currency } = revision;
  const dates = room.nights.map(({ date }) => date).sort();
  const last = dates.at(-1);
  const single = revision.rooms.length === 1 && room.quantity === 1;
  const nightly = room.nights.reduce((sum, { amount }) => sum + parseAmount(amount, currency), 0);
  return element(
    'RoomStay',
    {},
    element('RoomTypes', {}, element('RoomType', { RoomTypeCode: room.room_code })),
    element(
      'RatePlans',
      {},
      element('RatePlan', { RatePlanCode: room.rate_code }, mealsIncludedElement(room.meal_plan)),
    ),
    guestCounts(room),
    element('TimeSpan', {
      Start: dates[0] ?? revision.check_in_date,
      End: last === undefined ? revision.check_out_date : addDays(last, 1),
    }),
    element('Total', {
      AmountAfterTax: single ? revision.total_price : formatAmount(nightly, currency),
      CurrencyCode: currency,
    }),
  );
}

/** "AlpineBits, GuestRequests": a count without Age is of adults, one with Age of children; there is no age code. */
function guestCounts({ guests, detail }: DescribedRoom): XmlElement {
  const children = (detail?.guests ?? []).filter((guest) => isChild(guest) && guest.age !== null);
  return element(
    'GuestCounts',
    {},
    element('GuestCount', { Count: guests }),
    ...children.map(({ count, age }) => element('GuestCount', { Count: count, Age: age ?? undefined })),
  );
}

function isChild({ age_band }: ReservationGuestCount): boolean {
  return age_band === 'child' || age_band === 'infant';
}

/** What the contract has no element for, for a person to read: children without age, extras, taxes. */
function remarksOf(
  rooms: readonly DescribedRoom[],
  { extras = [], taxes = [] }: ReservationRevision,
): string[] {
  const guests = rooms.flatMap(({ detail }) => detail?.guests ?? []);
  const unaged = guests.filter((guest) => isChild(guest) && guest.age === null);
  const details = rooms.flatMap(({ detail }) => detail ?? []);
  const charges = [
    ...[...extras, ...details.flatMap((detail) => detail.extras)].map(
      ({ code, name, quantity, amount, currency }) => [
        `${quantity} x ${name ?? code ?? 'extra'}`,
        amount,
        amount === null ? null : currency,
      ],
    ),
    ...[...taxes, ...details.flatMap((detail) => detail.taxes)].map(
      ({ code, name, amount, percent, included }) => [
        `${name ?? code ?? 'tax'}${percent === null ? '' : ` ${percent} %`}`,
        amount,
        included === null ? null : included ? '(included)' : '(on top)',
      ],
    ),
  ];
  return [
    ...unaged.map(({ age_band, count }) => `${count} x ${age_band}, age not told`),
    ...charges.map((parts) => parts.filter((part) => part !== null).join(' ')),
  ];
}

/** The channel and its own number of the booking, as the contract tells where a request came from. */
function globalInfo(revision: ReservationRevision, comments: readonly string[]): XmlElement {
  const { partner_name, partner_reference, booking_id, hotel_code } = revision;
  return element(
    'ResGlobalInfo',
    {},
    commentsElement(comments),
    element(
      'HotelReservationIDs',
      {},
      element('HotelReservationID', {
        ResID_Type: 13,
        ResID_Value: partner_reference ?? booking_id,
        ResID_Source: partner_name,
      }),
    ),
    element('BasicPropertyInfo', { HotelCode: hotel_code }),
  );
}

/** One comment by the customer: the contract has no more. */
export function commentsElement(comments: readonly string[]): XmlElement | undefined {
  if (comments.length === 0) return undefined;
  const text = element('Text', {}, comments.join('\n'));
  return element('Comments', {}, element('Comment', { Name: 'customer comment' }, text));
}
