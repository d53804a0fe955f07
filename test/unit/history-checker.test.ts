import { describe, expect, test } from 'vitest';
import { checkHistory } from '../history/check-history.js';
import type { OperationRequest, ViolationKind } from '../history/history.js';
import {
  D1,
  D2,
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
import { FAULTS_OF_BOOKINGS } from './faults-of-bookings.js';
import { FAULTS_OF_UNITS } from './faults-of-units.js';
import { FAULTS_OF_HOLDS } from './faults-of-holds.js';
import { find, night, setNight } from './spoil-story.js';

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

const FAULTS = [...FAULTS_OF_BOOKINGS, ...FAULTS_OF_UNITS, ...FAULTS_OF_HOLDS];

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
