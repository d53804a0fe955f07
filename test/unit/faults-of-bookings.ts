import type { ViolationKind } from '../history/history.js';
import { D1, D2, D3, book, booked, operation, type Story } from './clean-story.js';
import { addBooking, drop, find, night, setNight } from './spoil-story.js';

/** Bookings, answers and events that are not as they were told. One spoiled copy of the clean story for each way. */
export const FAULTS_OF_BOOKINGS: readonly [ViolationKind, string, (story: Story) => void][] = [
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
];
