import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { judgeReservations } from '../../cli/doctor-reservations.js';
import { createLogger } from '../platform/logger.js';
import { createWatchRevisions } from './watch-revisions.js';

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(5, 1, 30);
});
afterAll(() => t.close());

function aWatch() {
  const lines: { level: string; event: string; pms?: string }[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]);
  const watch = createWatchRevisions({ ...t.app, logger: createLogger('info', { write }) });
  return {
    watch,
    said: () => lines.splice(0).map(({ level, event, pms }) => `${level} ${event} ${pms ?? ''}`),
  };
}

const age = (seconds: number) =>
  t.db.database.run('UPDATE reservation_revisions SET created_at = UTC_TIMESTAMP(3) - INTERVAL ? SECOND', [
    seconds,
  ]);
const gauges = async () => {
  const { values } = await t.app.metrics.unacknowledged.get();
  return Object.fromEntries(values.map(({ labels, value }) => [`${labels.pms} ${labels.older_than}`, value]));
};
const feed = () => t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 100 });
const decide = (revisionId: string | undefined, outcome: 'accepted' | 'failed') =>
  t.app.decideRevisions(
    t.pms,
    [{ revision_id: revisionId ?? '', outcome, pms_reference: null, reason: 'room unknown' }],
    { request_id: 'req' },
  );

describe('reservations that their PMS does not take', () => {
  test('are counted by their age, asked for or not', async () => {
    const { watch } = aWatch();
    await t.book();
    await age(301);
    await t.book();
    await feed();

    expect(await watch.run()).toBe(2);
    expect(await gauges()).toEqual({ 'pms-1 0s': 2, 'pms-1 5m': 1, 'pms-1 20m': 0 });
    await age(1_200);
    await watch.run();
    expect(await gauges()).toEqual({ 'pms-1 0s': 2, 'pms-1 5m': 2, 'pms-1 20m': 2 });
    watch.forget();
    expect(await gauges()).toEqual({});
  });

  test('are told of once at five minutes and once at twenty, and when they were taken', async () => {
    const { watch, said } = aWatch();
    await t.book();
    const [told] = await feed();
    await age(299);
    await watch.run();
    expect(said()).toEqual([]);
    await age(301);
    await watch.run();
    await watch.run();
    expect(said()).toEqual(['warn reservations.late pms-1']);
    await age(1_201);
    await watch.run();
    await watch.run();
    expect(said()).toEqual(['error reservations.overdue pms-1']);

    await decide(told?.revision_id, 'accepted');
    await watch.run();
    await watch.run();

    expect(said()).toEqual(['info reservations.taken pms-1']);
    expect(await gauges()).toEqual({ 'pms-1 0s': 0, 'pms-1 5m': 0, 'pms-1 20m': 0 });
    await t.book();
    await age(2_000);
    await watch.run();
    expect(said()).toEqual(['error reservations.overdue pms-1']);
  });

  test('that it reported as failed have a gauge of their own until the stay is over', async () => {
    const { watch } = aWatch();
    const failed = async () => (await t.app.metrics.reservationsFailed.get()).values[0]?.value;
    const { booking_id } = bookingOf(await t.book());
    const [told] = await feed();
    await decide(told?.revision_id, 'failed');

    expect(await watch.run()).toBe(0);
    expect(await failed()).toBe(1);
    await t.db.database.run("UPDATE bookings SET check_out_date = '2020-01-01' WHERE booking_id = ?", [
      booking_id,
    ]);
    await watch.run();
    expect(await failed()).toBe(0);
  });
});

describe('the list of them', () => {
  const list = (older_than_seconds = 0) =>
    t.app.listUnacknowledged({ pms_partner_id: null, older_than_seconds, limit: 10 });

  test('has the oldest first with what the PMS said, and none that was taken', async () => {
    await t.book();
    const late = bookingOf(await t.book());
    const taken = bookingOf(await t.book());
    const told = await feed();
    const revisionOf = (id: string) => told.find((revision) => revision.booking_id === id)?.revision_id;
    await decide(revisionOf(taken.booking_id), 'accepted');
    await decide(revisionOf(late.booking_id), 'failed');
    await t.db.database.run(
      'UPDATE reservation_revisions SET created_at = UTC_TIMESTAMP(3) - INTERVAL 600 SECOND WHERE booking_id = ?',
      [late.booking_id],
    );

    const all = await list();

    expect(all).toHaveLength(2);
    expect(all[0]).toMatchObject({
      booking_id: late.booking_id,
      pms: 'pms-1',
      hotel_code: 'HV01',
      state: 'FAILED',
      reason: 'room unknown',
      reads: 1,
    });
    expect(all[0]?.waiting_seconds).toBeGreaterThanOrEqual(600);
    expect((await list(300)).map((row) => row.booking_id)).toEqual([late.booking_id]);
    const of = (id: string) =>
      t.app.listUnacknowledged({ pms_partner_id: id, older_than_seconds: 0, limit: 10 });
    expect(await of(t.pms.partner_id)).toHaveLength(2);
    expect(await of(t.ota.partner_id)).toEqual([]);
  });

  test('is what "doctor" judges by', async () => {
    await t.book();
    expect(await judgeReservations(t.db.database)).toMatchObject({ state: 'ok' });
    await age(1_500);

    expect(await judgeReservations(t.db.database)).toEqual({
      state: 'failed',
      detail: '1 not taken for over 20 minutes, the oldest for 25, by pms-1',
      next: 'bellhop booking feed --older-than 20',
    });
  });
});
