import type { JsonValue } from '../../core/model/connector.js';
import { formatAmount, parseAmount } from '../../core/model/money.js';
import type { ReservationExtra, ReservationRevision, ReservationTax } from '../../core/model/reservation.js';
import { youngGuestsOf, singleRooms, type DescribedRoom } from '../shared/single-rooms.js';

const STATUS = { new: 'new', modify: 'modified', cancel: 'cancelled' } as const;

/** A revision as the feed gives it ("Channex, booking revision"); it is what is acknowledged, not the booking. */
export function bookingRevision(revision: ReservationRevision): JsonValue {
  const { revision_id, booking_id } = revision;
  const attributes = { id: revision_id, booking_id, system_id: revision_id, ...attributesOf(revision) };
  return { type: 'booking_revision', id: revision_id, attributes };
}

/** A booking is its last revision. */
export function bookingOf(revision: ReservationRevision): JsonValue {
  const { revision_id, booking_id } = revision;
  const attributes = { id: booking_id, revision_id, ...attributesOf(revision) };
  return { type: 'booking', id: booking_id, attributes };
}

function attributesOf(revision: ReservationRevision): Readonly<Record<string, JsonValue>> {
  const { partner_name, partner_reference, reference_part, booking_id, rooms } = revision;
  const code = partner_reference ?? booking_id;
  return {
    property_id: revision.hotel_code,
    // One number of the channel's may be several stays here, and a PMS files a booking under its unique_id.
    unique_id: `${channelCode(partner_name)}-${code}${reference_part === undefined ? '' : `#${reference_part}`}`,
    ota_reservation_code: code,
    ota_name: partner_name,
    status: STATUS[revision.action],
    rooms: roomsOf(rooms.flatMap(singleRooms), revision),
    services: (revision.extras ?? []).map(serviceOf),
    guarantee: null,
    customer: customerOf(revision),
    occupancy: sumOf(rooms.flatMap(singleRooms).map(occupancy)),
    arrival_date: revision.check_in_date,
    departure_date: revision.check_out_date,
    arrival_hour: null,
    amount: revision.total_price,
    currency: revision.currency,
    notes: revision.comments === undefined ? null : revision.comments.join('\n'),
    payment_collect: null,
    payment_type: null,
    ota_commission: null,
    inserted_at: revision.updated_at.replace(/Z$/, ''),
  };
}

/** The contract has one entry a room, and taxes in rooms alone: those of the whole booking stand in its first. */
function roomsOf(rooms: readonly DescribedRoom[], revision: ReservationRevision): JsonValue[] {
  const { currency, taxes = [] } = revision;
  return rooms.map((room, index) => {
    const amount = room.nights.reduce((sum, night) => sum + parseAmount(night.amount, currency), 0);
    const { extras = [], taxes: own = [] } = room.detail ?? {};
    return {
      room_type_id: room.room_code,
      rate_plan_id: room.rate_code,
      checkin_date: revision.check_in_date,
      checkout_date: revision.check_out_date,
      occupancy: occupancy(room),
      days: Object.fromEntries(room.nights.map((night) => [night.date, night.amount])),
      amount: formatAmount(amount, currency),
      guests: guestsOf(revision),
      services: extras.map(serviceOf),
      taxes: [...(index === 0 ? taxes : []), ...own].map(taxOf),
      meta: typeof room.meal_plan === 'string' ? { meal_plan: room.meal_plan } : {},
    };
  });
}

interface Occupancy {
  readonly adults: number;
  readonly children: number;
  readonly infants: number;
  readonly ages: readonly number[];
}

function occupancy(room: DescribedRoom): Occupancy & Readonly<Record<string, JsonValue>> {
  return { adults: room.guests, ...youngGuestsOf(room) };
}

function sumOf(rooms: readonly Occupancy[]): JsonValue {
  return {
    adults: rooms.reduce((sum, { adults }) => sum + adults, 0),
    children: rooms.reduce((sum, { children }) => sum + children, 0),
    infants: rooms.reduce((sum, { infants }) => sum + infants, 0),
    ages: rooms.flatMap(({ ages }) => ages),
  };
}

/** "Channex, booking services". */
function serviceOf({ code, name, quantity, amount }: ReservationExtra): JsonValue {
  return { type: code, name, persons: quantity, nights: 1, total_price: amount };
}

/** "Channex, booking room taxes". */
function taxOf({ code, name, amount, included }: ReservationTax): JsonValue {
  return { type: code, name, total_price: amount, is_inclusive: included, nights: 1, persons: 1 };
}

function guestsOf({ guest }: ReservationRevision): JsonValue {
  return guest === null ? [] : [{ name: guest.first_name, surname: guest.last_name }];
}

function customerOf({ guest }: ReservationRevision): JsonValue {
  if (guest === null) return null;
  const { first_name, last_name, email = null, phone = null } = guest;
  return { name: first_name, surname: last_name, mail: email, phone, country: null, language: null };
}

/** The first letters of a channel's name, as BDC is Booking.com's. */
function channelCode(name: string): string {
  const letters = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return letters === '' ? 'OTA' : letters.slice(0, 3);
}
