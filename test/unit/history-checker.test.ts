import { describe, expect, test } from 'vitest';
import { checkHistory } from '../history/check-history.js';
import type { OperationRequest, ViolationKind } from '../history/history.js';
import {
  D1,
  D2,
  D3,
  book,
  booked,
  bookingEvent,
  cleanStory,
  done,
  inventoryEvent,
  operation,
  push,
  type Story,
} from './clean-story.js';

/** Clients and gateways of the story share one clock. */
function check({ history, dumps }: Story) {
  return checkHistory(history, dumps, { skewMs: 0 });
}

/** Two bookings of a room 3, cancelled after their PMS was told, and one word on both that leaves `freed` rooms, event by event. */
function twoCancellations({ history, dumps }: Story, freed: readonly number[]): void {
  const room = { room: '3' };
  history.push(operation('r3', { ...push(2, '3'), to: D1 } as OperationRequest, done, 300));
  dumps.events.push(inventoryEvent('300', 'r3', [[D1, 2, 1]], '3'));
  const verdicts = ['601', '602'].map((id, i) => {
    const at = 310 + 10 * i;
    const cancel = { kind: 'cancel', partner_id: '9', key: null, booking_id: id } as const;
    history.push(operation(`b${id}`, book(`k${id}`, D2, room), booked(id), at));
    history.push(operation(`c${id}`, cancel, booked(id), at + 30));
    dumps.events.push(
      bookingEvent(String(at), `b${id}`, { type: 'BookingConfirmed', id, ...room }),
      inventoryEvent(String(at + 1), `b${id}`, [[D1, 1 - i, 2 + i]], '3'),
      bookingEvent(String(at + 30), `c${id}`, { type: 'BookingCancelled', id, revision: 2, ...room }),
    );
    const told = { booking_id: id, revision: 2, action: 'cancel', state: 'ACKNOWLEDGED' };
    dumps.reservation_revisions.push({ revision_id: `7${id}`, ...told });
    return { revision_id: `7${id}`, accepted: true };
  });
  history.push(operation('a3', { kind: 'decide', verdicts }, done, 400));
  for (const [i, rooms] of freed.entries())
    dumps.events.push(inventoryEvent(String(400 + i), 'a3', [[D1, rooms, 4 + i]], '3'));
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

/** The inventory of one night. */
function night(story: Story, room_id: string, date: string) {
  const row = story.dumps.room_inventory.find((cell) => cell.room_id === room_id && cell.date === date);
  if (row === undefined) throw new Error(`no night ${room_id} ${date}`);
  return row;
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
  dumps.booking_rooms.push({
    booking_room_id: `r${id}`,
    booking_id: id,
    room_id: '1',
    quantity: 1,
    dropped_revision: null,
  });
  dumps.booking_room_nights.push({
    booking_room_id: `r${id}`,
    booking_id: id,
    room_id: '1',
    date: D1,
    quantity: 1,
    acked: 0,
    revision: 1,
    dropped_revision: null,
    returned: 0,
  });
  dumps.events.push(
    bookingEvent('20', made.by, { type: 'BookingConfirmed', id }),
    inventoryEvent('21', made.by, [[D1, 2, 8]]),
  );
  Object.assign(night(story, '1', D1), { available_rooms: 2, unacked_rooms: 2, version: 8 });
}

/** One spoiled copy of the clean story for each way to go wrong. */
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
      Object.assign(night(story, '1', D1), { available_rooms: 4, pms_rooms: 5 });
    },
  ],
  [
    'arithmetic',
    'more for sale than the parts allow',
    (story) => {
      night(story, '1', D2).available_rooms = 4;
    },
  ],
  [
    'conservation',
    'units came back twice',
    (story) => {
      Object.assign(night(story, '1', D1), { unacked_rooms: 0, pms_rooms: 3 });
    },
  ],
  [
    'conservation',
    'units never came back',
    (story) => {
      Object.assign(night(story, '1', D1), { unacked_rooms: 2, pms_rooms: 5 });
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
      Object.assign(find(story.dumps.events, 'outbox_id', '9').data as object, { check_out_date: D3 });
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
      story.history.push(operation('b5', book('k5', D2, { reference: 'ref-2' }), booked('105'), 110));
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
      night(story, '1', D2).available_rooms = 2;
    },
  ],
  [
    'event_missing',
    'the last event of a booking is not its revision',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '104').revision = 2;
    },
  ],
  [
    'event_without_change',
    'an event tells of a change that was rolled back',
    (story) => {
      story.dumps.events.push(bookingEvent('12', 'b3', { type: 'BookingConfirmed', id: '103' }));
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
    'capacity',
    'a unit that came back was given to the PMS as well',
    (story) => {
      Object.assign(night(story, '2', D2), { pms_rooms: 5, available_rooms: 4 });
    },
  ],
  [
    'partial_stay',
    'a modification added one night of the line, and not in its booking',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '501').check_out_date = D2;
    },
  ],
  [
    'partial_stay',
    'a night is kept twice',
    (story) => {
      const lot = find(story.dumps.booking_room_nights, 'booking_id', '501');
      story.dumps.booking_room_nights.push({ ...lot, revision: 2 });
    },
  ],
  [
    'unit_not_returned',
    'an expired hold keeps its night',
    (story) => {
      find(story.dumps.booking_room_nights, 'booking_id', '502').returned = 0;
    },
  ],
  [
    'unit_not_returned',
    'a hold expired and no event shows its night free',
    (story) => {
      drop(story.dumps.events, (event) => event.outbox_id === '66');
      Object.assign(night(story, '2', D1), { version: 6, available_rooms: 1 });
    },
  ],
  [
    'unit_returned_early',
    'a living booking whose night is marked as back',
    (story) => {
      find(story.dumps.booking_room_nights, 'booking_id', '503').returned = 1;
    },
  ],
  [
    'unit_returned_early',
    'a cancelled booking is back before its PMS has said so',
    (story) => {
      const row = find(story.dumps.reservation_revisions, 'revision_id', '202');
      Object.assign(row, { state: 'HANDED_OUT' });
    },
  ],
  [
    'unexplained_change',
    'an expired hold came back twice',
    (story) => {
      story.dumps.events.push(inventoryEvent('67', null, [[D1, 3, 8]], '2'));
      Object.assign(night(story, '2', D1), { version: 8, available_rooms: 3 });
    },
  ],
  [
    'oversell',
    'a modification took a night that was sold out',
    (story) => {
      const { nights } = find(story.dumps.events, 'outbox_id', '50').data as {
        nights: { available_rooms: number }[];
      };
      if (nights[1] !== undefined) nights[1].available_rooms = 0;
      setNight(story, '57', { available_rooms: 0 });
    },
  ],
  [
    'lost_confirmation',
    'a confirmed hold is still one',
    (story) => {
      drop(story.dumps.events, (event) => event.outbox_id === '55');
    },
  ],
  [
    'lost_modification',
    'an answered change is gone',
    (story) => {
      drop(story.dumps.events, (event) => event.outbox_id === '56');
    },
  ],
  [
    'bad_life',
    'a hold failed after its confirmation',
    (story) => {
      story.dumps.events.push(
        bookingEvent('67', null, { type: 'BookingFailed', id: '501', revision: 4, room: '2' }),
      );
      Object.assign(find(story.dumps.bookings, 'booking_id', '501'), { status: 'FAILED', revision: 4 });
    },
  ],
  [
    'bad_life',
    'a failed hold was confirmed, though nobody had paid',
    (story) => {
      story.dumps.events.push(
        bookingEvent('67', null, { type: 'BookingConfirmed', id: '502', revision: 3, room: '2' }),
      );
    },
  ],
  [
    'bad_life',
    'a booking was modified by nobody',
    (story) => {
      find(story.dumps.events, 'outbox_id', '56').request_id = null;
    },
  ],
  [
    'dead_hold_confirmed',
    'a hold was confirmed after its time',
    (story) => {
      Object.assign(find(story.history, 'id', 'f501'), { invoked: 262, returned: 263 });
      Object.assign(find(story.history, 'id', 'm501'), { invoked: 264, returned: 265 });
    },
  ],
  [
    'hold_mismatch',
    'the hold of a failed booking is still there',
    (story) => {
      story.dumps.booking_holds.push({ booking_id: '502', expires_at: '2026-01-01 00:00:00.000' });
    },
  ],
  [
    'hold_mismatch',
    'a pending booking has no hold',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '502').status = 'PENDING';
    },
  ],
  [
    'hold_told',
    'the PMS was told of a booking that failed',
    (story) => {
      const row = find(story.dumps.reservation_revisions, 'revision_id', '603');
      story.dumps.reservation_revisions.push({ ...row, revision_id: '604', booking_id: '502' });
    },
  ],
  [
    'revisions_pending',
    'two revisions of one booking wait at once',
    (story) => {
      find(story.dumps.reservation_revisions, 'revision_id', '601').state = 'PENDING';
    },
  ],
  [
    'revision_order',
    'an older revision waits behind one that was acknowledged',
    (story) => {
      find(story.dumps.reservation_revisions, 'revision_id', '602').state = 'ACKNOWLEDGED';
    },
  ],
  [
    'revision_order',
    'the last change is not in the feed',
    (story) => drop(story.dumps.reservation_revisions, (row) => row.revision_id === '602'),
  ],
  [
    'revision_order',
    'the PMS was told the newer revision first',
    (story) => {
      const { answer } = find(story.history, 'id', 'h2');
      if (answer.kind !== 'ok' || answer.told === undefined) throw new Error('no feed');
      answer.told.push(...answer.told);
    },
  ],
  [
    'told_wrong',
    'the PMS was told of a revision in its later state',
    (story) => {
      const { answer } = find(story.history, 'id', 'h2');
      if (answer.kind !== 'ok' || answer.told === undefined) throw new Error('no feed');
      Object.assign(answer.told[0] ?? {}, { check_out: D3 });
    },
  ],
  [
    'charged_twice',
    'the bank took the price twice',
    (story) => {
      const { dumps } = story;
      dumps.payments.push({
        ...find(dumps.payments, 'payment_id', '303'),
        payment_id: '305',
        idempotency_token: 't305',
      });
      dumps.simulated_charges.push({
        ...find(dumps.simulated_charges, 'payment_id', '303'),
        payment_id: '305',
        idempotency_token: 't305',
      });
    },
  ],
  [
    'paid_for_nothing',
    'the money of a failed booking was kept',
    (story) => {
      find(story.dumps.payments, 'payment_id', '304').status = 'COMPLETED';
      find(story.dumps.simulated_charges, 'payment_id', '304').state = 'TAKEN';
    },
  ],
  [
    'paid_for_nothing',
    'a booking that got cheaper cost what it did',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '503').total_price = '80.000';
    },
  ],
  [
    'unpaid_booking',
    'a booking was confirmed though its payment was declined',
    (story) => {
      find(story.dumps.payments, 'payment_id', '303').status = 'FAILED';
      find(story.dumps.simulated_charges, 'payment_id', '303').state = 'DECLINED';
    },
  ],
  [
    'books_differ',
    'the bank took what we hold for declined',
    (story) => {
      find(story.dumps.simulated_charges, 'payment_id', '304').state = 'TAKEN';
    },
  ],
  [
    'books_differ',
    'the bank took money for no payment of ours',
    (story) => drop(story.dumps.payments, (row) => row.payment_id === '303'),
  ],
  [
    'books_differ',
    'a refund that is done never reached the bank',
    (story) => {
      find(story.dumps.payments, 'payment_id', '303').refunded_amount = '10.000';
      story.dumps.payment_refunds.push({ payment_id: '303', amount: '10.000', state: 'DONE' });
    },
  ],
  [
    'card_token_kept',
    'a token outlives its payment',
    (story) => {
      find(story.dumps.payments, 'payment_id', '303').card_token = 'tok_ok';
    },
  ],
  [
    'event_stale',
    'an event tells another status than its type',
    (story) => {
      Object.assign(find(story.dumps.events, 'outbox_id', '65').data as object, { status: 'CANCELLED' });
    },
  ],
  [
    'phantom_booking',
    'a hold that was refused is there all the same',
    (story) => {
      find(story.history, 'id', 'h502').answer = { kind: 'refused', code: 'SOLD_OUT', text: null };
    },
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
    capacity: true,
    partial_stay: true,
    unit_not_returned: true,
    unit_returned_early: true,
    lost_booking: true,
    lost_cancellation: true,
    lost_confirmation: true,
    lost_modification: true,
    phantom_booking: true,
    two_bookings_one_intent: true,
    answers_differ: true,
    answer_not_stored: true,
    bad_life: true,
    dead_hold_confirmed: true,
    hold_mismatch: true,
    hold_told: true,
    revision_order: true,
    revisions_pending: true,
    told_wrong: true,
    charged_twice: true,
    paid_for_nothing: true,
    unpaid_booking: true,
    books_differ: true,
    card_token_kept: true,
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
    Object.assign(find(story.dumps.reservation_revisions, 'revision_id', '204'), { state: 'ACKNOWLEDGED' });
    find(story.dumps.booking_room_nights, 'booking_id', '104').acked = 1;
    const cell = night(story, '1', D1);

    Object.assign(cell, { pms_rooms: 3, unacked_rooms: 0 });
    const before = check(story);
    Object.assign(cell, { pms_rooms: 4, available_rooms: 4 });
    setNight(story, '11', { available_rooms: 4 });
    const after = check(story);

    expect([before, after]).toEqual([[], []]);
  });

  test('one acknowledgement of two cancellations gives back each, in an event of its own, and no more', () => {
    const unexplained = (freed: readonly number[]): number => {
      const story = cleanStory();
      twoCancellations(story, freed);
      return check(story).filter(({ kind }) => kind === 'unexplained_change').length;
    };

    expect(unexplained([1, 2])).toBe(0);
    expect(unexplained([2])).toBe(0);
    expect(unexplained([1, 2, 3])).toBe(1);
    expect(unexplained([2, 3])).toBe(1);
  });

  test('a push that repeats what stands leaves no trace', () => {
    const story = cleanStory();
    story.history.push(operation('p4', { ...push(4), to: D1 } as OperationRequest, done, 110));

    expect(check(story)).toEqual([]);
  });
});
