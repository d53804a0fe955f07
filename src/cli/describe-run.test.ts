import { expect, test } from 'vitest';
import { bookingsLeft, nextSteps, runLine, type DescribedRun } from './describe-run.js';

function aRun(change: Partial<DescribedRun> = {}): DescribedRun {
  return {
    ...{ run_id: '7', hotel: 'HV01', partner: 'chan', side: 'channel', source: 'reported' },
    ...{ from: '2027-06-01', to: '2027-06-30', nights: 30, total: 0, pending: 0 },
    ...{ by_class: {}, by_field: {}, by_cause: {}, differences: [], differences_left: 0 },
    ...{ bookings: null, warnings: [], started_at: '', finished_at: '' },
    ...change,
  };
}

function bookings(total: number, compared: number): DescribedRun['bookings'] {
  return { source: 'reported', compared, total, differences: [] };
}

test('the line of a run says bookings only where there are any, and ours apart from those that differ', () => {
  expect(runLine(aRun({ bookings: bookings(0, 0) }))).toBe('HV01 with chan: nothing differs in 30 nights.');
  expect(runLine(aRun({ bookings: bookings(1, 0) }))).toBe(
    'HV01 with chan: nothing differs in 30 nights; 1 booking(s) differ, 0 of ours held against their list.',
  );
});

test('a channel is about to be told a night that waits, a PMS is not', () => {
  expect(runLine(aRun({ pending: 2 }))).toContain('2 night(s) are about to be told');
  expect(runLine(aRun({ pending: 2, side: 'pms' }))).toContain('2 night(s) are left out, for bookings moved');
});

test('the next command is one that helps: a repair for values, the messages or the feed for bookings', () => {
  expect(nextSteps(aRun({ total: 1, bookings: bookings(1, 1) }))).toContain('reconcile fix 7 --dry-run');
  expect(nextSteps(aRun({ bookings: bookings(1, 0) }))).toContain('message list --hotel HV01 --partner chan');
  expect(nextSteps(aRun({ side: 'pms', bookings: bookings(1, 1) }))).toContain('booking feed --partner chan');
  expect([bookingsLeft(aRun()), bookingsLeft(aRun({ bookings: bookings(0, 4) }))]).toEqual([null, null]);
});

test('what a channel has lost is good here: nobody is sent to its messages', () => {
  const stay = { reference: 'C-1', check_in: null, check_out: null, ours: 'CONFIRMED', theirs: null };
  const missing = { ...stay, class: 'missing', booking_id: '12', cause: null } as const;
  const lost = aRun({ bookings: { source: 'reported', compared: 1, total: 1, differences: [missing] } });
  const mixed = aRun({ bookings: { source: 'reported', compared: 1, total: 2, differences: [missing] } });

  expect(nextSteps(lost)).toContain('bellhop booking show 12');
  expect(bookingsLeft(lost)).toContain('stands here: tell the channel, or cancel it here');
  expect(bookingsLeft(lost)).not.toContain('message replay');
  expect(bookingsLeft(mixed)).toContain('message replay');
  expect(nextSteps(mixed)).toContain('message list --hotel HV01');
});
