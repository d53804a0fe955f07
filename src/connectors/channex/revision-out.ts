import type { JsonValue } from '../../core/model/connector.js';
import { formatAmount, parseAmount } from '../../core/model/money.js';
import type { ReservationRevision, ReservationRoom } from '../../core/model/reservation.js';

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
  const { partner_name, partner_reference, booking_id, rooms } = revision;
  const code = partner_reference ?? booking_id;
  return {
    property_id: revision.hotel_code,
    unique_id: `${channelCode(partner_name)}-${code}`,
    ota_reservation_code: code,
    ota_name: partner_name,
    status: STATUS[revision.action],
    rooms: rooms.flatMap((room) => roomsOf(room, revision)),
    services: [],
    guarantee: null,
    customer: customerOf(revision),
    occupancy: occupancy(rooms.reduce((sum, { guests, quantity }) => sum + guests * quantity, 0)),
    arrival_date: revision.check_in_date,
    departure_date: revision.check_out_date,
    arrival_hour: null,
    amount: revision.total_price,
    currency: revision.currency,
    notes: null,
    payment_collect: null,
    payment_type: null,
    ota_commission: null,
    inserted_at: revision.updated_at.replace(/Z$/, ''),
  };
}

/** The contract has one entry a room. */
function roomsOf(room: ReservationRoom, revision: ReservationRevision): JsonValue[] {
  const { currency, check_in_date, check_out_date } = revision;
  const amount = room.nights.reduce((sum, night) => sum + parseAmount(night.amount, currency), 0);
  const entry = {
    room_type_id: room.room_code,
    rate_plan_id: room.rate_code,
    checkin_date: check_in_date,
    checkout_date: check_out_date,
    occupancy: occupancy(room.guests),
    days: Object.fromEntries(room.nights.map((night) => [night.date, night.amount])),
    amount: formatAmount(amount, currency),
    guests: guestsOf(revision),
    services: [],
    taxes: [],
    meta: {},
  };
  return Array.from({ length: room.quantity }, () => entry);
}

function occupancy(adults: number): JsonValue {
  return { adults, children: 0, infants: 0 };
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
