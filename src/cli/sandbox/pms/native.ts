import { z } from 'zod';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../../../core/model/ari.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import type { IncomingReservation } from '../../../core/model/incoming-reservation.js';
import { coalesce } from '../../../connectors/shared/coalesce.js';
import type { OutgoingMessage, Sender } from '../reservations/reservation-writer.js';
import { pushVerdictOf, type PmsContract } from './pms-contract.js';

const RESTRICTIONS = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS] as const;

/** Bellhop's own JSON. */
export const nativePms: PmsContract = {
  push: ({ hotel_code, cells, full }, { key, now }) => [
    {
      method: 'POST',
      path: '/api/ari',
      headers: headersOf(key),
      body: JSON.stringify({
        hotel_code,
        sent_at: now,
        ...(full ? { complete_set: true } : {}),
        updates: updatesOf(cells),
      }),
      message: 'ari',
    },
  ],
  readPush: (_message, reply) => pushVerdictOf(reply) ?? { kind: 'accepted' },
  fetching: {
    ask: (hotel, { key }) => ({
      method: 'GET',
      path: `/api/reservations/feed${hotel === undefined ? '' : `?hotel_id=${encodeURIComponent(hotel)}`}`,
      headers: headersOf(key),
      body: '',
      message: 'ReservationFeed',
    }),
    read({ status, body }) {
      const parsed = status === 200 ? feed.safeParse(JSON.parse(body)) : null;
      if (parsed?.success !== true) return Promise.resolve(`HTTP ${status}: ${body.slice(0, 300)}`);
      return Promise.resolve(parsed.data.reservations.map(toIncoming));
    },
    acknowledge: (taken, sender) =>
      taken.map(({ reservation, number }) => acknowledgement(reservation.message_id ?? '', number, sender)),
  },
};

function headersOf(key: string): OutgoingMessage['headers'] {
  return { 'content-type': 'application/json', authorization: `Bearer ${key}` };
}

/** Prices stand at rate plans; what a room and its rate plans have in common goes in one update a range. */
function updatesOf(cells: readonly PushCell[]): object[] {
  const ranges = coalesce(cells, ({ room_code: _room, rate_code: _rate, date: _date, ...values }) =>
    Object.keys(values).length === 0 ? undefined : values,
  );
  return ranges.map(({ room_code, rate_code, from, to, value }) => {
    const { available, amounts = [] } = value;
    const prices = amounts.filter(({ extra, length_of_stay }) => (extra ?? length_of_stay) === undefined);
    const adult = amounts.find(({ extra }) => extra === 'adult');
    const set = RESTRICTIONS.flatMap((field) =>
      value[field] === undefined ? [] : [[field, value[field]] as const],
    );
    return {
      room_code,
      ...(rate_code === null ? {} : { rate_code }),
      from,
      to,
      ...(available === undefined ? {} : { available_rooms: available }),
      ...Object.fromEntries(set),
      ...(prices.length === 0 ? {} : { amounts: prices.map(priceOf) }),
      ...(adult === undefined ? {} : { extra_adult_amount: adult.amount }),
    };
  });
}

function priceOf({ guests, amount, currency, tax }: NonNullable<PushCell['amounts']>[number]): object {
  return { guests, amount, ...(currency === null ? {} : { currency }), tax };
}

function acknowledgement(revision: string, number: string, { key }: Sender): OutgoingMessage {
  return {
    method: 'POST',
    path: `/api/reservations/${encodeURIComponent(revision)}/ack`,
    headers: headersOf(key),
    body: JSON.stringify({ outcome: 'accepted', pms_reference: number }),
    message: 'ReservationAck',
  };
}

const night = z.object({ date: z.string(), amount: z.string() });
const revision = z.object({
  revision_id: z.string(),
  booking_id: z.string(),
  revision: z.int(),
  action: z.enum(['new', 'modify', 'cancel']),
  hotel_code: z.string(),
  status: z.string(),
  check_in_date: z.string(),
  check_out_date: z.string(),
  rooms: z.array(
    z.object({
      room_code: z.string(),
      rate_code: z.string(),
      quantity: z.int(),
      guests: z.int(),
      nights: z.array(night),
    }),
  ),
  guest: z.object({ first_name: z.string(), last_name: z.string() }).nullable(),
  total_price: z.string(),
  currency: z.string(),
});
const feed = z.object({ reservations: z.array(revision) });

function toIncoming(said: z.output<typeof revision>): IncomingReservation {
  const { currency, check_in_date: check_in, check_out_date: check_out } = said;
  const rooms = said.rooms.flatMap(({ quantity, room_code, rate_code, guests, nights }) => {
    const room = {
      room_code,
      rate_code,
      check_in,
      check_out,
      guests: [{ age_band: 'adult', count: guests, age: null }] as const,
      nights: nights.map((each) => ({ ...each, currency })),
      ...{ total: null, extras: [], taxes: [], reference: null },
    };
    return Array.from({ length: quantity }, () => room);
  });
  return {
    action: said.action,
    reference: said.booking_id,
    revision: said.revision,
    message_id: said.revision_id,
    status: said.status,
    hotel_code: said.hotel_code,
    ...{ check_in, check_out, rooms, guest: said.guest, currency, total: said.total_price, tax: 'after' },
    ...{ extras: [], taxes: [], comments: [], had_card: false, at: '' },
  };
}
