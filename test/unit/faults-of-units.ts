import type { ViolationKind } from '../history/history.js';
import { D1, D2, bookingEvent, done, inventoryEvent, operation, push, type Story } from './clean-story.js';
import { drop, find, night, setNight } from './spoil-story.js';

/** Nights, units and lives of bookings that do not add up. One spoiled copy of the clean story for each way. */
export const FAULTS_OF_UNITS: readonly [ViolationKind, string, (story: Story) => void][] = [
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
];
