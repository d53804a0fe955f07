import { describe, expect, test } from 'vitest';
import { checkHistory } from '../history/check-history.js';
import type {
  Dumps,
  EventRow,
  Operation,
  OperationAnswer,
  OperationRequest,
  ViolationKind,
} from '../history/history.js';

/*
 * One clean story of one room type and two nights, and one spoiled copy of it for each way to go wrong.
 *
 *   push 2 | b1 both nights | b2 first night | b3 refused | b1 acknowledged | b2 cancelled, never handed out |
 *   push 3 | b4 first night | push 4, which cannot have counted b4
 */
const D1 = '2026-05-01';
const D2 = '2026-05-02';
const D3 = '2026-05-03';

type Mutable<T> = T extends readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
type Story = { history: Mutable<Operation[]>; dumps: Mutable<Dumps> };

function operation(
  id: string,
  request: OperationRequest,
  answer: OperationAnswer,
  at: number,
): Mutable<Operation> {
  return structuredClone({ id, request, answer, invoked: at, returned: at + 5 }) as Mutable<Operation>;
}

const push = (available: number): OperationRequest => ({
  kind: 'push',
  room_id: '1',
  from: D1,
  to: D2,
  available,
  sent_at: null,
});
const book = (key: string, check_out: string, reference: string | null = null): OperationRequest => ({
  kind: 'book',
  partner_id: '9',
  key,
  reference,
  rooms: [{ room_id: '1', units: 1 }],
  check_in: D1,
  check_out,
});
const booked = (booking_id: string): OperationAnswer => ({
  kind: 'ok',
  booking_id,
  text: `{"booking_id":"${booking_id}"}`,
});
const done: OperationAnswer = { kind: 'ok', booking_id: null, text: null };
const soldOut: OperationAnswer = { kind: 'refused', code: 'SOLD_OUT', text: '{"code":"SOLD_OUT"}' };

function inventoryEvent(outbox_id: string, request_id: string, nights: [string, number, number][]): EventRow {
  const data = {
    room_id: '1',
    nights: nights.map(([date, available_rooms, version]) => ({
      date,
      available_rooms,
      version,
      closed: false,
    })),
  };
  return { outbox_id, type: 'RoomInventoryUpdated', subject: '1', version: 1, request_id, data };
}

function bookingEvent(
  outbox_id: string,
  request_id: string,
  [type, subject, version]: [string, string, number],
): EventRow {
  return { outbox_id, type, subject, version, request_id, data: {} };
}

function cleanStory(): Story {
  const history = [
    operation('p1', push(2), done, 0),
    operation('b1', book('k1', D3), booked('101'), 10),
    operation('b1-again', book('k1', D3), booked('101'), 20),
    operation('b2', book('k2', D2, 'ref-2'), booked('102'), 30),
    operation('b3', book('k3', D2), soldOut, 40),
    operation('h1', { kind: 'hand_out' }, done, 50),
    operation('a1', { kind: 'decide', verdicts: [{ revision_id: '201', accepted: true }] }, done, 60),
    operation('c2', { kind: 'cancel', partner_id: '9', key: null, booking_id: '102' }, done, 70),
    operation('p2', push(3), done, 80),
    operation('b4', book('k4', D2), booked('104'), 90),
    operation('p3', { ...push(4), to: D1 } as OperationRequest, done, 100),
  ];
  const booking = { partner_id: '9', hotel_id: '5', check_in_date: D1, partner_reference: null };
  const night = { room_id: '1', quantity: 1, acked: 0 };
  const dumps: Dumps = {
    room_inventory: [
      { room_id: '1', date: D1, available_rooms: 3, pms_rooms: 4, unacked_rooms: 1, closed: 0, version: 7 },
      { room_id: '1', date: D2, available_rooms: 3, pms_rooms: 3, unacked_rooms: 0, closed: 0, version: 3 },
    ],
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
    booking_rooms: ['101', '102', '104'].map((id) => ({
      booking_room_id: `r${id}`,
      booking_id: id,
      room_id: '1',
      quantity: 1,
    })),
    booking_room_nights: [
      { ...night, booking_room_id: 'r101', booking_id: '101', date: D1, acked: 1 },
      { ...night, booking_room_id: 'r101', booking_id: '101', date: D2, acked: 1 },
      { ...night, booking_room_id: 'r102', booking_id: '102', date: D1 },
      { ...night, booking_room_id: 'r104', booking_id: '104', date: D1 },
    ],
    reservation_revisions: [
      { revision_id: '201', booking_id: '101', revision: 1, action: 'new', state: 'ACKNOWLEDGED' },
      { revision_id: '202', booking_id: '102', revision: 1, action: 'new', state: 'WITHDRAWN' },
      { revision_id: '204', booking_id: '104', revision: 1, action: 'new', state: 'PENDING' },
    ],
    idempotency_keys: [
      { key: 'k1', status: 201, answer: '{"booking_id":"101"}' },
      { key: 'k2', status: 201, answer: '{"booking_id":"102"}' },
      { key: 'k3', status: 409, answer: '{"code":"SOLD_OUT"}' },
      { key: 'k4', status: 201, answer: '{"booking_id":"104"}' },
    ].map(({ key, ...row }) => ({
      partner_id: '9',
      operation: 'booking.create',
      idempotency_key: key,
      ...row,
    })),
    events: [
      inventoryEvent('1', 'p1', [
        [D1, 2, 1],
        [D2, 2, 1],
      ]),
      bookingEvent('2', 'b1', ['BookingConfirmed', '101', 1]),
      inventoryEvent('3', 'b1', [
        [D1, 1, 2],
        [D2, 1, 2],
      ]),
      bookingEvent('4', 'b2', ['BookingConfirmed', '102', 1]),
      inventoryEvent('5', 'b2', [[D1, 0, 3]]),
      bookingEvent('6', 'c2', ['BookingCancelled', '102', 2]),
      inventoryEvent('7', 'c2', [[D1, 1, 4]]),
      inventoryEvent('8', 'p2', [
        [D1, 3, 5],
        [D2, 3, 3],
      ]),
      bookingEvent('9', 'b4', ['BookingConfirmed', '104', 1]),
      inventoryEvent('10', 'b4', [[D1, 2, 6]]),
      inventoryEvent('11', 'p3', [[D1, 3, 7]]),
    ],
    discrepancies: [],
  };
  return structuredClone({ history, dumps }) as Story;
}

function check({ history, dumps }: Story) {
  return checkHistory(history, dumps);
}

/** The item with this value, which a spoiled story then changes. */
function find<T, K extends keyof T>(items: T[], field: K, value: T[K]): T {
  const item = items.find((candidate) => candidate[field] === value);
  if (item === undefined) throw new Error(`nothing has ${String(field)} ${String(value)}`);
  return item;
}

function drop<T>(items: T[], gone: (item: T) => boolean): void {
  items.splice(0, items.length, ...items.filter((item) => !gone(item)));
}

function setNight(
  story: Story,
  outboxId: string,
  change: { available_rooms?: number; version?: number },
): void {
  const { nights } = find(story.dumps.events, 'outbox_id', outboxId).data as {
    nights: [Record<string, unknown>];
  };
  Object.assign(nights[0], change);
}

/** A second row that an operation left behind: booking, room, night and events, all consistent with each other. */
function addBooking(story: Story, id: string, made: { by: string; reference?: string }): void {
  const { dumps } = story;
  dumps.bookings.push({
    ...find(dumps.bookings, 'booking_id', '104'),
    booking_id: id,
    partner_reference: made.reference ?? null,
  });
  dumps.booking_rooms.push({ booking_room_id: `r${id}`, booking_id: id, room_id: '1', quantity: 1 });
  dumps.booking_room_nights.push({
    booking_room_id: `r${id}`,
    booking_id: id,
    room_id: '1',
    date: D1,
    quantity: 1,
    acked: 0,
  });
  dumps.events.push(
    bookingEvent('20', made.by, ['BookingConfirmed', id, 1]),
    inventoryEvent('21', made.by, [[D1, 2, 8]]),
  );
  Object.assign(find(dumps.room_inventory, 'date', D1), { available_rooms: 2, unacked_rooms: 2, version: 8 });
}

const FAULTS: [ViolationKind, string, (story: Story) => void][] = [
  [
    'oversell',
    'a booking took a room that was not there',
    (story) => {
      setNight(story, '1', { available_rooms: 1 });
      setNight(story, '3', { available_rooms: 0 });
      setNight(story, '5', { available_rooms: 0 });
    },
  ],
  [
    'oversell',
    'a push forgot a booking that its PMS had not acknowledged',
    (story) => {
      setNight(story, '11', { available_rooms: 4 });
      Object.assign(find(story.dumps.room_inventory, 'date', D1), { available_rooms: 4, pms_rooms: 5 });
    },
  ],
  [
    'arithmetic',
    'more for sale than the parts allow',
    (story) => {
      find(story.dumps.room_inventory, 'date', D2).available_rooms = 4;
    },
  ],
  [
    'conservation',
    'units came back twice',
    (story) => {
      Object.assign(find(story.dumps.room_inventory, 'date', D1), { unacked_rooms: 0, pms_rooms: 3 });
    },
  ],
  [
    'conservation',
    'units never came back',
    (story) => {
      Object.assign(find(story.dumps.room_inventory, 'date', D1), { unacked_rooms: 2, pms_rooms: 5 });
    },
  ],
  [
    'partial_stay',
    'a night of a stay is missing',
    (story) => {
      drop(story.dumps.booking_room_nights, (row) => row.booking_id === '101' && row.date === D2);
    },
  ],
  [
    'lost_booking',
    'an answered booking is gone',
    (story) => {
      for (const table of ['bookings', 'booking_rooms', 'booking_room_nights'] as const) {
        drop<{ booking_id: string }>(story.dumps[table], (row) => row.booking_id === '104');
      }
    },
  ],
  [
    'lost_booking',
    'an answered booking is for another stay',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '104').check_out_date = D3;
    },
  ],
  [
    'lost_cancellation',
    'an answered cancellation is gone',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '102').status = 'CONFIRMED';
    },
  ],
  ['phantom_booking', 'a refused request left a booking', (story) => addBooking(story, '103', { by: 'b3' })],
  ['phantom_booking', 'a booking that nobody asked for', (story) => addBooking(story, '103', { by: 'x' })],
  [
    'phantom_booking',
    'a client was given the id of another booking',
    (story) => {
      find(story.history, 'id', 'b4').answer = booked('101');
    },
  ],
  [
    'two_bookings_one_intent',
    'one key, two bookings',
    (story) => {
      addBooking(story, '105', { by: 'b4-again' });
      story.history.push({
        ...operation('b4-again', book('k4', D2), { kind: 'unknown' }, 110),
        returned: Infinity,
      });
    },
  ],
  [
    'two_bookings_one_intent',
    'one reference, two bookings',
    (story) => {
      addBooking(story, '105', { by: 'b5', reference: 'ref-2' });
      story.history.push(operation('b5', book('k5', D2, 'ref-2'), booked('105'), 110));
    },
  ],
  [
    'answers_differ',
    'two copies of a request were told different things',
    (story) => {
      find(story.history, 'id', 'b1-again').answer = {
        kind: 'ok',
        booking_id: '101',
        text: '{"booking_id": "101"}',
      };
    },
  ],
  [
    'answer_not_stored',
    'a key is forgotten',
    (story) => drop(story.dumps.idempotency_keys, (row) => row.idempotency_key === 'k3'),
  ],
  [
    'event_missing',
    'a booking was never told',
    (story) => drop(story.dumps.events, (event) => event.outbox_id === '9'),
  ],
  [
    'event_missing',
    'a cancellation was never told',
    (story) => drop(story.dumps.events, (event) => event.outbox_id === '6'),
  ],
  [
    'event_missing',
    'a change of a night was never told',
    (story) => drop(story.dumps.events, (event) => event.outbox_id === '5'),
  ],
  [
    'event_twice',
    'an event is in the log twice',
    (story) => {
      story.dumps.events.push(find(story.dumps.events, 'outbox_id', '2'));
    },
  ],
  [
    'event_twice',
    'a change of a night was told twice',
    (story) => {
      story.dumps.events.push({ ...find(story.dumps.events, 'outbox_id', '11'), outbox_id: '12' });
    },
  ],
  ['event_order', 'a night goes back in the log', (story) => story.dumps.events.reverse()],
  [
    'event_order',
    'a cancellation was told before its booking',
    (story) => {
      const confirmed = find(story.dumps.events, 'outbox_id', '4');
      drop(story.dumps.events, (event) => event === confirmed);
      story.dumps.events.push(confirmed);
    },
  ],
  [
    'event_stale',
    'the last event of a night is not its state',
    (story) => {
      find(story.dumps.room_inventory, 'date', D2).available_rooms = 2;
    },
  ],
  [
    'event_stale',
    'the last event of a booking is not its revision',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '104').revision = 2;
    },
  ],
  [
    'event_without_change',
    'an event tells of a change that was rolled back',
    (story) => {
      story.dumps.events.push(bookingEvent('12', 'b3', ['BookingConfirmed', '103', 1]));
    },
  ],
  [
    'event_without_change',
    'an event tells a version that is not stored',
    (story) => {
      story.dumps.events.push(inventoryEvent('12', 'b4', [[D1, 1, 8]]));
    },
  ],
  [
    'unexplained_change',
    'a night changed and nobody did it',
    (story) => {
      find(story.dumps.events, 'outbox_id', '7').request_id = null;
    },
  ],
  [
    'unexplained_change',
    'a booking of one room took two',
    (story) => {
      setNight(story, '10', { available_rooms: 1 });
      setNight(story, '11', { available_rooms: 3 });
    },
  ],
  [
    'unexplained_change',
    'a cancellation freed more than it held',
    (story) => setNight(story, '7', { available_rooms: 2 }),
  ],
  [
    'real_time_order',
    'an effect came before its cause',
    (story) => {
      Object.assign(find(story.history, 'id', 'b1'), { invoked: 200, returned: 205 });
    },
  ],
  [
    'lost_push',
    'the last push had no effect',
    (story) => story.history.push(operation('p4', push(9), done, 110)),
  ],
  [
    'invariant',
    'the own verification found something',
    (story) => {
      story.dumps.discrepancies.push({ invariant: 'name', finding: 'booking 1' });
    },
  ],
];

test('a clean history passes', () => {
  expect(check(cleanStory())).toEqual([]);
});

test.each(FAULTS)('%s: %s', (kind, _what, spoil) => {
  const story = cleanStory();
  spoil(story);

  const found = check(story).map((violation) => violation.kind);

  expect(found).toContain(kind);
});

test('every kind of violation has its seeded fault', () => {
  const kinds: Record<ViolationKind, true> = {
    oversell: true,
    arithmetic: true,
    conservation: true,
    partial_stay: true,
    lost_booking: true,
    lost_cancellation: true,
    phantom_booking: true,
    two_bookings_one_intent: true,
    answers_differ: true,
    answer_not_stored: true,
    event_missing: true,
    event_twice: true,
    event_order: true,
    event_stale: true,
    event_without_change: true,
    unexplained_change: true,
    real_time_order: true,
    lost_push: true,
    invariant: true,
  };

  expect(new Set(FAULTS.map(([kind]) => kind))).toEqual(new Set(Object.keys(kinds)));
});

describe('no false alarm', () => {
  test('a booking whose answer was lost may be there', () => {
    const story = cleanStory();
    Object.assign(find(story.history, 'id', 'b4'), { answer: { kind: 'unknown' }, returned: Infinity });

    expect(check(story)).toEqual([]);
  });

  test('a booking whose answer was lost may not be there', () => {
    const story = cleanStory();
    story.history.push({ ...operation('b6', book('k6', D2), { kind: 'unknown' }, 110), returned: Infinity });

    expect(check(story)).toEqual([]);
  });

  test('a push beside an acknowledgement may have come before or after it', () => {
    const story = cleanStory();
    const acknowledgement = operation(
      'a4',
      { kind: 'decide', verdicts: [{ revision_id: '204', accepted: true }] },
      done,
      100,
    );
    story.history.push(acknowledgement);
    find(story.dumps.reservation_revisions, 'revision_id', '204').state = 'ACKNOWLEDGED';
    find(story.dumps.booking_room_nights, 'booking_id', '104').acked = 1;
    const cell = find(story.dumps.room_inventory, 'date', D1);

    Object.assign(cell, { pms_rooms: 3, unacked_rooms: 0 });
    const before = check(story);
    Object.assign(cell, { pms_rooms: 4, available_rooms: 4 });
    setNight(story, '11', { available_rooms: 4 });
    const after = check(story);

    expect([before, after]).toEqual([[], []]);
  });

  test('a push that repeats what stands leaves no trace', () => {
    const story = cleanStory();
    story.history.push(operation('p4', { ...push(4), to: D1 } as OperationRequest, done, 110));

    expect(check(story)).toEqual([]);
  });
});
