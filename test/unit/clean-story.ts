import type { Dumps, EventRow } from '../history/dumps.js';
import type { Operation, OperationAnswer, OperationRequest } from '../history/history.js';

/*
 * A clean story of two room types and two nights.
 *
 * Room 1: push 2 | b1 both nights | b2 first night | b3 refused | b1 acknowledged | b2 cancelled, never handed out |
 *   push 3 | b4 first night | push 4, which cannot have counted b4
 * Room 2: push 4 | 501 held, confirmed, told, made a night longer | 502 held and expired | 503 paid | 504 declined
 */
export const D1 = '2026-05-01';
export const D2 = '2026-05-02';
export const D3 = '2026-05-03';

type Mutable<T> = T extends readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
export type Story = { history: Mutable<Operation[]>; dumps: Mutable<Dumps> };

export function operation(
  id: string,
  request: OperationRequest,
  answer: OperationAnswer,
  at: number,
): Mutable<Operation> {
  return structuredClone({ id, request, answer, invoked: at, returned: at + 5 }) as Mutable<Operation>;
}

export const push = (available: number, room_id = '1'): OperationRequest => ({
  kind: 'push',
  room_id,
  from: D1,
  to: D2,
  available,
  sent_at: null,
});
export const book = (
  key: string,
  check_out: string,
  more: { reference?: string; hold?: boolean; payment?: string; room?: string } = {},
): OperationRequest => ({
  kind: 'book',
  partner_id: '9',
  key,
  reference: more.reference ?? null,
  hold: more.hold ?? false,
  payment: more.payment ?? null,
  rooms: [{ room_id: more.room ?? '1', units: 1 }],
  check_in: D1,
  check_out,
});
export const booked = (
  booking_id: string,
  extra: Record<string, unknown> = {},
): Mutable<Extract<OperationAnswer, { kind: 'ok' }>> => ({
  kind: 'ok',
  booking_id,
  text: JSON.stringify({ booking_id, ...extra }),
});
export const done: Extract<OperationAnswer, { kind: 'ok' }> = { kind: 'ok', booking_id: null, text: null };
const soldOut: OperationAnswer = { kind: 'refused', code: 'SOLD_OUT', text: '{"code":"SOLD_OUT"}' };

export function inventoryEvent(
  outbox_id: string,
  request_id: string | null,
  nights: [string, number, number][],
  room_id = '1',
): EventRow {
  const data = {
    room_id,
    nights: nights.map(([date, available_rooms, version]) => ({
      date,
      available_rooms,
      version,
      closed: false,
    })),
  };
  return { outbox_id, type: 'RoomInventoryUpdated', subject: room_id, version: 1, request_id, data };
}

const STATUS: Record<string, string> = {
  BookingCreated: 'PENDING',
  BookingConfirmed: 'CONFIRMED',
  BookingModified: 'CONFIRMED',
  BookingCancelled: 'CANCELLED',
  BookingFailed: 'FAILED',
};

export function bookingEvent(
  outbox_id: string,
  request_id: string | null,
  told: { type: string; id: string; revision?: number; check_out?: string; room?: string },
): EventRow {
  const { type, id, revision = 1, check_out = D2, room = '1' } = told;
  const data = {
    status: STATUS[type] ?? '',
    check_in_date: D1,
    check_out_date: check_out,
    rooms: [{ room_id: room, quantity: 1 }],
  };
  return { outbox_id, type, subject: id, version: revision, request_id, data };
}

function history(): Mutable<Operation>[] {
  const told = {
    revision_id: '601',
    booking_id: '501',
    revision: 2,
    action: 'new',
    check_in: D1,
    check_out: D2,
  };
  return [
    operation('p1', push(2), done, 0),
    operation('b1', book('k1', D3), booked('101'), 10),
    operation('b1-again', book('k1', D3), booked('101'), 20),
    operation('b2', book('k2', D2, { reference: 'ref-2' }), booked('102'), 30),
    operation('b3', book('k3', D2), soldOut, 40),
    operation('h1', { kind: 'hand_out' }, done, 50),
    operation('a1', { kind: 'decide', verdicts: [{ revision_id: '201', accepted: true }] }, done, 60),
    operation('c2', { kind: 'cancel', partner_id: '9', key: null, booking_id: '102' }, booked('102'), 70),
    operation('p2', push(3), done, 80),
    operation('b4', book('k4', D2), booked('104'), 90),
    operation('p3', { ...push(4), to: D1 } as OperationRequest, done, 100),
    operation('q1', push(4, '2'), done, 200),
    operation('h501', book('k501', D2, { hold: true, room: '2' }), booked('501', { expires_at: ENDS }), 210),
    operation('h502', book('k502', D2, { hold: true, room: '2' }), booked('502', { expires_at: ENDS }), 220),
    operation(
      'f501',
      { kind: 'confirm', partner_id: '9', key: null, booking_id: '501', payment: null },
      booked('501'),
      230,
    ),
    operation(
      'h2',
      { kind: 'hand_out' },
      { kind: 'ok', booking_id: null, text: null, told: [{ ...told, rooms: [{ room_id: '2', units: 1 }] }] },
      240,
    ),
    operation(
      'm501',
      {
        kind: 'modify',
        partner_id: '9',
        key: null,
        booking_id: '501',
        rooms: [{ room_id: '2', units: 1 }],
        check_in: D1,
        check_out: D3,
      },
      booked('501', { revision: 3 }),
      250,
    ),
    operation('b503', book('k503', D2, { payment: 'tok_ok', room: '2' }), booked('503'), 260),
    operation('b504', book('k504', D2, { payment: 'tok_decline', room: '2' }), DECLINED, 270),
    operation('s1', { kind: 'sweep', of: 'holds' }, done, 280),
  ];
}

const ENDS = '1970-01-01T00:00:00.260Z';
const DECLINED: OperationAnswer = { kind: 'refused', code: 'PAYMENT_DECLINED', text: null };

function roomOne(): Pick<Dumps, 'bookings' | 'booking_room_nights' | 'events'> {
  const booking = { ...BOOKING, check_in_date: D1, partner_reference: null };
  const lot = { room_id: '1', quantity: 1, acked: 0, revision: 1, dropped_revision: null, returned: 0 };
  return {
    bookings: [
      { ...booking, booking_id: '101', status: 'CONFIRMED', check_out_date: D3, revision: 1 },
      {
        ...booking,
        booking_id: '102',
        status: 'CANCELLED',
        check_out_date: D2,
        revision: 2,
        partner_reference: 'ref-2',
      },
      { ...booking, booking_id: '104', status: 'CONFIRMED', check_out_date: D2, revision: 1 },
    ],
    booking_room_nights: [
      { ...lot, booking_room_id: 'r101', booking_id: '101', date: D1, acked: 1 },
      { ...lot, booking_room_id: 'r101', booking_id: '101', date: D2, acked: 1 },
      { ...lot, booking_room_id: 'r102', booking_id: '102', date: D1, dropped_revision: 2, returned: 1 },
      { ...lot, booking_room_id: 'r104', booking_id: '104', date: D1 },
    ],
    events: [
      inventoryEvent('1', 'p1', [
        [D1, 2, 1],
        [D2, 2, 1],
      ]),
      bookingEvent('2', 'b1', { type: 'BookingConfirmed', id: '101', check_out: D3 }),
      inventoryEvent('3', 'b1', [
        [D1, 1, 2],
        [D2, 1, 2],
      ]),
      bookingEvent('4', 'b2', { type: 'BookingConfirmed', id: '102' }),
      inventoryEvent('5', 'b2', [[D1, 0, 3]]),
      bookingEvent('6', 'c2', { type: 'BookingCancelled', id: '102', revision: 2 }),
      inventoryEvent('7', 'c2', [[D1, 1, 4]]),
      inventoryEvent('8', 'p2', [
        [D1, 3, 5],
        [D2, 3, 3],
      ]),
      bookingEvent('9', 'b4', { type: 'BookingConfirmed', id: '104' }),
      inventoryEvent('10', 'b4', [[D1, 2, 6]]),
      inventoryEvent('11', 'p3', [[D1, 3, 7]]),
    ],
  };
}

const BOOKING = { partner_id: '9', hotel_id: '5', oversold: 0, total_price: '100.000', expires_at: null };

function roomTwo(): Pick<Dumps, 'bookings' | 'booking_room_nights' | 'events'> {
  const booking = { ...BOOKING, check_in_date: D1, check_out_date: D2, partner_reference: null };
  const lot = {
    room_id: '2',
    quantity: 1,
    acked: 0,
    revision: 1,
    dropped_revision: null,
    returned: 0,
    date: D1,
  };
  const gone = { ...lot, dropped_revision: 2, returned: 1 };
  const on = { room: '2' };
  return {
    bookings: [
      { ...booking, booking_id: '501', status: 'CONFIRMED', check_out_date: D3, revision: 3 },
      { ...booking, booking_id: '502', status: 'FAILED', revision: 2 },
      { ...booking, booking_id: '503', status: 'CONFIRMED', revision: 2 },
      { ...booking, booking_id: '504', status: 'FAILED', revision: 2 },
    ],
    booking_room_nights: [
      { ...lot, booking_room_id: 'r501', booking_id: '501' },
      { ...lot, booking_room_id: 'r501', booking_id: '501', date: D2, revision: 3 },
      { ...gone, booking_room_id: 'r502', booking_id: '502' },
      { ...lot, booking_room_id: 'r503', booking_id: '503' },
      { ...gone, booking_room_id: 'r504', booking_id: '504' },
    ],
    events: [
      inventoryEvent(
        '50',
        'q1',
        [
          [D1, 4, 1],
          [D2, 4, 1],
        ],
        '2',
      ),
      bookingEvent('51', 'h501', { type: 'BookingCreated', id: '501', ...on }),
      inventoryEvent('52', 'h501', [[D1, 3, 2]], '2'),
      bookingEvent('53', 'h502', { type: 'BookingCreated', id: '502', ...on }),
      inventoryEvent('54', 'h502', [[D1, 2, 3]], '2'),
      bookingEvent('55', 'f501', { type: 'BookingConfirmed', id: '501', revision: 2, ...on }),
      bookingEvent('56', 'm501', { type: 'BookingModified', id: '501', revision: 3, check_out: D3, ...on }),
      inventoryEvent('57', 'm501', [[D2, 3, 2]], '2'),
      bookingEvent('58', 'b503', { type: 'BookingCreated', id: '503', ...on }),
      inventoryEvent('59', 'b503', [[D1, 1, 4]], '2'),
      bookingEvent('60', 'b503', { type: 'BookingConfirmed', id: '503', revision: 2, ...on }),
      bookingEvent('61', 'b504', { type: 'BookingCreated', id: '504', ...on }),
      inventoryEvent('62', 'b504', [[D1, 0, 5]], '2'),
      bookingEvent('63', 'b504', { type: 'BookingFailed', id: '504', revision: 2, ...on }),
      inventoryEvent('64', 'b504', [[D1, 1, 6]], '2'),
      bookingEvent('65', null, { type: 'BookingFailed', id: '502', revision: 2, ...on }),
      inventoryEvent('66', null, [[D1, 2, 7]], '2'),
    ],
  };
}

function money(): Pick<Dumps, 'payments' | 'payment_refunds' | 'simulated_charges'> {
  const amounts = { amount: '100.000', refunded_amount: '0.000' };
  const payments = [
    {
      ...amounts,
      payment_id: '303',
      booking_id: '503',
      status: 'COMPLETED',
      idempotency_token: 't303',
      card_token: null,
    },
    {
      ...amounts,
      payment_id: '304',
      booking_id: '504',
      status: 'FAILED',
      idempotency_token: 't304',
      card_token: null,
    },
  ];
  const simulated_charges = [
    { ...amounts, idempotency_token: 't303', payment_id: '303', state: 'TAKEN' },
    { ...amounts, idempotency_token: 't304', payment_id: '304', state: 'DECLINED' },
  ];
  return { payments, payment_refunds: [], simulated_charges };
}

function revision(
  revision_id: string,
  booking_id: string,
  [number, action, state]: [number, string, string],
) {
  return { revision_id, booking_id, revision: number, action, state };
}

export function cleanStory(): Story {
  const [one, two] = [roomOne(), roomTwo()];
  const dumps: Dumps = {
    hotels: [{ hotel_id: '5', inventory_mode: 'pms' }],
    room_inventory: [
      { room_id: '1', date: D1, available_rooms: 3, pms_rooms: 4, unacked_rooms: 1, closed: 0, version: 7 },
      { room_id: '1', date: D2, available_rooms: 3, pms_rooms: 3, unacked_rooms: 0, closed: 0, version: 3 },
      { room_id: '2', date: D1, available_rooms: 2, pms_rooms: 4, unacked_rooms: 2, closed: 0, version: 7 },
      { room_id: '2', date: D2, available_rooms: 3, pms_rooms: 4, unacked_rooms: 1, closed: 0, version: 2 },
    ],
    bookings: [...one.bookings, ...two.bookings],
    booking_rooms: [...one.bookings, ...two.bookings].map(({ booking_id }) => ({
      booking_room_id: `r${booking_id}`,
      booking_id,
      room_id: booking_id.startsWith('5') ? '2' : '1',
      quantity: 1,
      dropped_revision: null,
    })),
    booking_room_nights: [...one.booking_room_nights, ...two.booking_room_nights],
    booking_holds: [],
    reservation_revisions: [
      revision('201', '101', [1, 'new', 'ACKNOWLEDGED']),
      revision('202', '102', [1, 'new', 'WITHDRAWN']),
      revision('204', '104', [1, 'new', 'PENDING']),
      revision('601', '501', [2, 'new', 'HANDED_OUT']),
      revision('602', '501', [3, 'modify', 'PENDING']),
      revision('603', '503', [2, 'new', 'PENDING']),
    ],
    ...money(),
    idempotency_keys: [
      { key: 'k1', status: 201, answer: '{"booking_id":"101"}' },
      { key: 'k2', status: 201, answer: '{"booking_id":"102"}' },
      { key: 'k3', status: 409, answer: '{"code":"SOLD_OUT"}' },
      { key: 'k4', status: 201, answer: '{"booking_id":"104"}' },
      { key: 'k501', status: 201, answer: booked('501', { expires_at: ENDS }) },
      { key: 'k502', status: 201, answer: booked('502', { expires_at: ENDS }) },
      { key: 'k503', status: 201, answer: '{"booking_id":"503"}' },
      { key: 'k504', status: 402, answer: '{"code":"PAYMENT_DECLINED"}' },
    ].map(({ key, status, answer }) => ({
      partner_id: '9',
      operation: 'booking.create',
      idempotency_key: key,
      status,
      answer: typeof answer === 'string' ? answer : (answer.text ?? ''),
    })),
    events: [...one.events, ...two.events],
    discrepancies: [],
  };
  return structuredClone({ history: history(), dumps }) as Story;
}
