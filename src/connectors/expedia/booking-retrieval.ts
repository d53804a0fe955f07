import type { DecodedContent } from '../../core/model/connector.js';
import type {
  GuestCount,
  IncomingNight,
  IncomingReservation,
  IncomingRoom,
  IncomingTax,
} from '../../core/model/incoming-reservation.js';
import type { ReservationGuest } from '../../core/model/reservation.js';
import { sumOf } from '../shared/decimal-sum.js';
import { toJson } from '../shared/document-json.js';
import { wholeNumber, type CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import {
  dateOf,
  decimalOf,
  instantOf,
  readStay,
  refuseAt,
  type ReservationNumbers,
  type ReservationReading,
} from '../shared/opentravel/reservation-values.js';
import { createTreeMessage } from '../shared/opentravel/tree-message.js';
import { withoutCardNumbers } from '../shared/without-card-numbers.js';
import { attributeOf, childOf, childrenOf, findAll, textOf, type XmlNode } from '../shared/xml-tree.js';
import { EXPEDIA } from './profile.js';

const NUMBERS: ReservationNumbers = {
  missing: EXPEDIA.schema,
  dates: EXPEDIA.schema,
  hotel: EXPEDIA.hotel,
  guests: EXPEDIA.schema,
  amounts: null,
};
const ACTIONS: Readonly<Record<string, IncomingReservation['action']>> = {
  Book: 'new',
  Modify: 'modify',
  Cancel: 'cancel',
};

/** BookingRetrievalRS: the bookings that wait, each transaction of one by itself ("Expedia, BR"). */
export const createBookingRetrieval = createTreeMessage('BookingRetrievalRS', (root, { faults }) => ({
  finish(): DecodedContent {
    const error = childOf(root, 'Error');
    if (error !== undefined)
      return { kind: 'document', topic: 'answer', hotel_code: null, document: toJson(root) };
    const reading: ReservationReading = { faults, numbers: NUMBERS };
    const bookings = childrenOf(childOf(root, 'Bookings') ?? root, 'Booking');
    return {
      kind: 'reservations',
      reservations: bookings.flatMap((node) => readBooking(node, reading) ?? []),
    };
  },
}));

/** The other messages of the API, as what they say. */
export const EQC_DOCUMENTS: ReadonlyMap<string, CreateMessageDecoder> = new Map(
  (
    [
      ['AvailRateUpdateRS', 'answer'],
      ['BookingConfirmRS', 'answer'],
      ['BookingRetrievalRQ', 'booking_retrieval'],
      ['BookingConfirmRQ', 'booking_confirm'],
    ] as const
  ).map(([name, topic]) => [
    name,
    createTreeMessage(name, (root) => ({
      finish: (): DecodedContent => ({
        kind: 'document',
        topic,
        hotel_code: attributeOf(childOf(root, 'Hotel'), 'id'),
        // Passwords are nobody's reading.
        document: toJson({
          ...root,
          children: root.children.filter((node) => node.name !== 'Authentication'),
        }),
      }),
    })),
  ]),
);

function readBooking(node: XmlNode, reading: ReservationReading): IncomingReservation | null {
  const reference = attributeOf(node, 'id');
  const type = attributeOf(node, 'type') ?? '';
  const action = ACTIONS[type];
  if (reference === null || action === undefined) {
    const what =
      reference === null ? 'Booking has no id' : `type "${type}" is none of Book, Modify and Cancel`;
    refuseAt(reading, node, EXPEDIA.schema, what);
    return null;
  }
  const hotel_code = attributeOf(childOf(node, 'Hotel'), 'id');
  const rooms = childrenOf(node, 'RoomStay').flatMap((roomStay) => readRoom(roomStay, reading));
  const total = childOf(node, 'RoomStay', 'Total');
  const [first] = rooms;
  return {
    action,
    reference,
    revision: instantOf(attributeOf(node, 'createDateTime')),
    // A confirmation names the hotel and the kind of transaction beside the number.
    message_id: `${hotel_code ?? ''}/${type}/${reference}`,
    status: type,
    hotel_code,
    check_in: first?.check_in ?? null,
    check_out: first?.check_out ?? null,
    rooms,
    guest: readPrimaryGuest(childOf(node, 'PrimaryGuest')),
    total: rooms.length === 1 ? (first?.total ?? null) : null,
    currency:
      attributeOf(total, 'currency') ?? attributeOf(childOf(node, 'RoomStay', 'PerDayRates'), 'currency'),
    tax: total === undefined ? null : 'after',
    extras: [],
    taxes: [],
    comments: childrenOf(node, 'SpecialRequest').flatMap(({ text }) =>
      text === '' ? [] : withoutCardNumbers(text),
    ),
    had_card: findAll(node, 'PaymentCard').length > 0,
    ...placeOf(node),
  };
}

function placeOf({ place: { at, line } }: XmlNode): { at: string; line?: number } {
  return line === undefined ? { at } : { at, line };
}

function readRoom(roomStay: XmlNode, reading: ReservationReading): IncomingRoom[] {
  const dates = childOf(roomStay, 'StayDate');
  const stay = dates === undefined ? null : readStay(dates, ['arrival', 'departure'], reading);
  if (dates === undefined) refuseAt(reading, roomStay, EXPEDIA.schema, 'StayDate is missing');
  if (stay === null) return [];
  const total = childOf(roomStay, 'Total');
  return [
    {
      room_code: attributeOf(roomStay, 'roomTypeID'),
      rate_code: attributeOf(roomStay, 'ratePlanID'),
      ...stay,
      guests: readGuests(childOf(roomStay, 'GuestCount')),
      nights: readNights(childOf(roomStay, 'PerDayRates')),
      total: decimalOf(attributeOf(total, 'amountAfterTaxes') ?? ''),
      extras: [],
      taxes: readTaxes(total),
      reference: null,
    },
  ];
}

function readNights(rates: XmlNode | undefined): IncomingNight[] {
  const currency = attributeOf(rates, 'currency');
  return childrenOf(rates, 'PerDayRate').flatMap((node) => {
    const date = dateOf(attributeOf(node, 'stayDate'));
    const base = decimalOf(attributeOf(node, 'baseRate') ?? '');
    if (date === null || base === null) return [];
    const added = ['extraPersonFees', 'hotelServiceFees'].flatMap(
      (name) => decimalOf(attributeOf(node, name) ?? '') ?? [],
    );
    return [{ date, amount: added.length === 0 ? base : sumOf([base, ...added]), currency }];
  });
}

function readTaxes(total: XmlNode | undefined): IncomingTax[] {
  const amount = decimalOf(attributeOf(total, 'amountOfTaxes') ?? '');
  return amount === null ? [] : [{ code: null, name: null, amount, percent: null, included: true }];
}

function readGuests(node: XmlNode | undefined): GuestCount[] {
  const adults = wholeNumber(attributeOf(node, 'adult') ?? '') ?? 0;
  const children = wholeNumber(attributeOf(node, 'child') ?? '') ?? 0;
  const ages = childrenOf(node, 'Child').map((child) => wholeNumber(attributeOf(child, 'age') ?? ''));
  const rest = children - ages.length;
  return [
    ...(adults > 0 ? [{ age_band: 'adult' as const, count: adults, age: null }] : []),
    ...ages.map((age) => ({ age_band: 'child' as const, count: 1, age })),
    ...(rest > 0 ? [{ age_band: 'child' as const, count: rest, age: null }] : []),
  ];
}

function readPrimaryGuest(node: XmlNode | undefined): ReservationGuest | null {
  const name = childOf(node, 'Name');
  const first_name = attributeOf(name, 'givenName') ?? '';
  const last_name = attributeOf(name, 'surname') ?? '';
  if (first_name === '' && last_name === '') return null;
  const phone = childOf(node, 'Phone');
  const country = attributeOf(phone, 'countryCode');
  const parts = [
    country === null ? null : `+${country}`,
    attributeOf(phone, 'cityAreaCode'),
    attributeOf(phone, 'number'),
  ];
  const number = parts.filter((part) => part !== null).join(' ');
  const email = textOf(node, 'Email');
  return {
    first_name,
    last_name,
    ...(email === null ? {} : { email }),
    ...(number === '' ? {} : { phone: number }),
  };
}
