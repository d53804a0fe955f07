import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import { loadBookings, type BookingRecord } from './booking-record.js';
import { describeRevisions } from './describe-revisions.js';
import { REVISION_COLUMNS, type RevisionRow } from './revision-row.js';

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(5, 1, 30);
});
afterAll(() => t.close());

const feed = (partner: Partner = t.pms, limit = 100) =>
  t.app.handOutRevisions(partner, { hotel_code: null, limit });

const decide = (revisionId: string | undefined, outcome: 'accepted' | 'failed' = 'accepted') =>
  t.app.decideRevisions(
    t.pms,
    [{ revision_id: revisionId ?? '', outcome, pms_reference: null, reason: null }],
    { request_id: 'req' },
  );

async function recordOf(bookingId: string): Promise<BookingRecord> {
  const [record] = await loadBookings(t.db.database, [bookingId]);
  if (record === undefined) throw new Error('there is no such booking');
  return record;
}

/** A later revision of a booking, as the tables have it: what was told keeps its own state. @returns its revision id */
async function modified(bookingId: string, total: string, revisionId = t.app.nextId()): Promise<string> {
  const before = await recordOf(bookingId);
  await t.db.database.inTransaction(async (tx) => {
    await tx.run(
      `UPDATE reservation_revisions SET snapshot = ?
       WHERE booking_id = ? AND state IN ('HANDED_OUT', 'FAILED', 'ACKNOWLEDGED') AND snapshot IS NULL`,
      [JSON.stringify(before), bookingId],
    );
    await tx.run('UPDATE bookings SET revision = revision + 1, total_price = ? WHERE booking_id = ?', [
      total,
      bookingId,
    ]);
    await tx.run(
      `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
       VALUES (?, ?, ?, 'modify', ?, ?, 'PENDING')`,
      [revisionId, bookingId, before.revision + 1, t.hotelId, t.pms.partner_id],
    );
  });
  return revisionId;
}

const brief = (told: Awaited<ReturnType<typeof feed>>) =>
  told.map(({ booking_id, revision, action, total_price }) => [booking_id, revision, action, total_price]);

describe('revisions of a modified booking', () => {
  test('come in order, each with the state as of itself', async () => {
    const { booking_id } = bookingOf(await t.book());
    await feed();
    await modified(booking_id, '180.00');
    const second = await feed();
    await modified(booking_id, '160.00');

    expect(brief(second)).toEqual([
      [booking_id, 1, 'new', '200.00'],
      [booking_id, 2, 'modify', '180.00'],
    ]);
    expect(brief(await feed())).toEqual([
      [booking_id, 1, 'new', '200.00'],
      [booking_id, 2, 'modify', '180.00'],
      [booking_id, 3, 'modify', '160.00'],
    ]);
  });

  test('keep their order where the clock of whoever made the later one was behind', async () => {
    const { booking_id } = bookingOf(await t.book());
    const [first] = await feed();
    await modified(booking_id, '180.00', '1');

    const told = await feed();
    await decide(first?.revision_id);

    expect(brief(told)).toEqual([[booking_id, 1, 'new', '200.00']]);
    expect(brief(await feed())).toEqual([[booking_id, 2, 'modify', '180.00']]);
  });

  test.each([0, 1, 2, 3, 4])(
    'are told as they were when one is modified before read %i of them',
    async (at) => {
      const { booking_id } = bookingOf(await t.book());
      await feed();
      const rows = await t.db.database.rows<RevisionRow>(
        `SELECT ${REVISION_COLUMNS} FROM reservation_revisions r WHERE r.booking_id = ?`,
        [booking_id],
      );
      let reads = 0;
      const interrupted: Queryable = {
        ...t.db.database,
        rows: async <T>(sql: string, parameters: readonly SqlParameter[] = []) => {
          if (reads === at) await modified(booking_id, '180.00');
          reads += 1;
          return t.db.database.rows<T>(sql, parameters);
        },
      };

      const [revision] = await describeRevisions(
        { database: interrupted, openCatalogue: t.app.openCatalogue },
        { partner: t.pms, rows },
      );

      expect(reads).toBeGreaterThanOrEqual(4);
      expect(revision).toMatchObject({ revision: 1, action: 'new', total_price: '200.00' });
    },
  );
});

describe('a serial feed', () => {
  const serial = (): Partner => ({ ...t.pms, feed_mode: 'serial' });

  test('gives of each booking one revision at a time, the next once that is decided', async () => {
    const first = bookingOf(await t.book());
    const other = bookingOf(await t.book());
    await feed(serial());
    await modified(first.booking_id, '180.00');

    const before = await feed(serial());
    const again = await feed(serial());
    await decide(before[0]?.revision_id);
    const after = await feed(serial());

    expect(brief(before)).toEqual([
      [first.booking_id, 1, 'new', '200.00'],
      [other.booking_id, 1, 'new', '200.00'],
    ]);
    expect(again).toEqual(before);
    expect(brief(after)).toEqual([
      [other.booking_id, 1, 'new', '200.00'],
      [first.booking_id, 2, 'modify', '180.00'],
    ]);
  });

  test('is not held up for ever by a revision that the PMS reported as failed', async () => {
    const { booking_id } = bookingOf(await t.book());
    const [told] = await feed(serial());
    await t.cancel(booking_id);
    expect(await feed(serial())).toHaveLength(1);
    await decide(told?.revision_id, 'failed');

    expect((await feed(serial())).map(({ action }) => action)).toEqual(['cancel']);
  });

  test('fills its page with other bookings', async () => {
    const { booking_id } = bookingOf(await t.book());
    await feed(serial());
    await modified(booking_id, '180.00');
    const other = bookingOf(await t.book());

    expect((await feed(serial(), 2)).map((revision) => revision.booking_id)).toEqual([
      booking_id,
      other.booking_id,
    ]);
  });
});

test('a hold is in no feed until it is confirmed', async () => {
  const { status } = bookingOf(await t.book({ hold: true }));

  expect(status).toBe('PENDING');
  expect(await feed()).toEqual([]);
});

test('the next PMS of a hotel may acknowledge what the one before was told', async () => {
  await t.book();
  const [told] = await feed();
  await decide(told?.revision_id);
  await t.db.database.run('UPDATE hotels SET pms_partner_id = 99 WHERE hotel_id = ?', [t.hotelId]);
  const next: Partner = { ...t.pms, partner_id: '99' };
  const verdict = { outcome: 'accepted', pms_reference: null, reason: null } as const;
  const acknowledge = (partner: Partner) =>
    t.app.decideRevisions(partner, [{ ...verdict, revision_id: told?.revision_id ?? '' }], {
      request_id: 'req',
    });

  await expect(acknowledge(next)).resolves.toBeUndefined();
  await expect(acknowledge({ ...next, partner_id: '98' })).rejects.toMatchObject({
    code: 'REVISION_NOT_FOUND',
  });
  expect(await t.night(t.day(10))).toMatchObject({ pms_rooms: 4, unacked_rooms: 0 });
});
