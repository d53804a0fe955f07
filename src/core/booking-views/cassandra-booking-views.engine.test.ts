import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anEntry, idAt } from '../../../test/builders/an-entry.js';
import { bookingViewsContract } from '../../../test/contracts/booking-views.js';
import { createTestKeyspace, type TestKeyspace } from '../../../test/harness/cassandra.js';
import type { BookingState, ProjectedViews } from './booking-views.js';
import { openCassandraBookingViews } from './cassandra-booking-views.js';

describe('the views in Cassandra', () => {
  bookingViewsContract(async () => {
    const keyspace = await createTestKeyspace();
    const views = openCassandraBookingViews(keyspace.options);
    return {
      views,
      put: (entries) => views.store(entries),
      close: async () => {
        await views.close();
        await keyspace.drop();
      },
    };
  });
});

describe('the store', () => {
  let keyspace: TestKeyspace;
  let views: ProjectedViews;
  beforeAll(async () => {
    keyspace = await createTestKeyspace();
    views = openCassandraBookingViews(keyspace.options);
  });
  afterAll(async () => {
    await views.close();
    await keyspace.drop();
  });

  const listed = async (userId: string) => {
    const query = { user_id: userId, partner_id: null, status: null, before: null, limit: 10 };
    return (await views.ofUser(query)).entries;
  };

  test('keeps the highest revision, whatever comes when and how often', async () => {
    const confirmed = anEntry({ user_id: '800' });
    const cancelled = { ...confirmed, status: 'CANCELLED' as const, revision: 2 };

    await views.store([cancelled]);
    await views.store([confirmed]);
    await views.store([cancelled, confirmed, confirmed]);

    expect(await listed('800')).toEqual([cancelled]);
    const { rows } = await keyspace.client.execute(
      `SELECT status, WRITETIME(status) AS written FROM ${keyspace.name}.booking_by_hotel`,
    );
    expect(rows.map((row) => `${String(row.get('status'))} ${String(row.get('written'))}`)).toEqual([
      'CANCELLED 2',
    ]);
  });

  describe('a booking that moved to another arrival', () => {
    const made = { user_id: '805', hotel_id: '45' };
    const first: BookingState = anEntry({
      ...made,
      booking_id: idAt('2027-04-01T00:00:00Z'),
      check_in_date: '2027-06-30',
    });
    const second = {
      ...first,
      revision: 2,
      check_in_date: '2027-07-02',
      former_check_in_dates: ['2027-06-30'],
    };
    const third = {
      ...first,
      revision: 3,
      check_in_date: '2027-06-12',
      former_check_in_dates: ['2027-06-30', '2027-07-02'],
    };
    const back = {
      ...first,
      revision: 4,
      former_check_in_dates: ['2027-06-12', '2027-07-02'],
    };
    const cancelled = { ...back, revision: 5, status: 'CANCELLED' as const };
    const stages = [first, second, third, back, cancelled];
    const listedAs = ({ former_check_in_dates: _past, ...entry }: BookingState) => entry;

    const ofHotel = async () => {
      const range = { from: '2027-01-01', to: '2027-12-31', after: null };
      const query = { hotel_id: '45', ...range, partner_id: null, status: null, limit: 10 };
      return (await views.ofHotel(query)).entries;
    };

    const orders: [string, number[]][] = [
      ['in order', [0, 1, 2]],
      ['in the opposite order', [2, 1, 0]],
      ['the newest in between', [0, 2, 1]],
      ['all of them twice', [0, 1, 2, 0, 1, 2]],
      ['the last one alone behind the first', [0, 2]],
      ['the last one alone before the first', [2, 0]],
      ['back to where it was', [0, 1, 2, 3]],
      ['back to where it was, out of order', [3, 0, 2, 1]],
      ['only its cancellation after the first two', [0, 1, 4]],
    ];

    test.each(orders)('has one row, under its latest arrival: %s', async (_name, order) => {
      await views.clear();
      for (const index of order) await views.store([stages[index] ?? first]);

      const newest = stages[Math.max(...order)] ?? first;
      expect(await ofHotel()).toEqual([listedAs(newest)]);
      expect(await listed('805')).toEqual([listedAs(newest)]);
    });

    test('all in one batch are one row too', async () => {
      await views.clear();
      await views.store([third, first, second, first]);

      expect(await ofHotel()).toEqual([listedAs(third)]);
    });
  });

  test('keeps partitions apart by year and month, so that none grows without end', async () => {
    await views.store([
      anEntry({ booking_id: idAt('2026-12-31T23:59:59.999Z'), user_id: '801', check_in_date: '2027-07-31' }),
      anEntry({ booking_id: idAt('2027-01-01T00:00:00Z'), user_id: '801', check_in_date: '2027-08-01' }),
    ]);

    const years = await keyspace.client.execute(
      `SELECT DISTINCT user_id, partner_id, booked_year FROM ${keyspace.name}.booking_by_user`,
    );
    const months = await keyspace.client.execute(
      `SELECT DISTINCT hotel_id, check_in_month FROM ${keyspace.name}.booking_by_hotel`,
    );

    const of801 = years.rows.filter((row) => String(row.get('user_id')) === '801');
    expect(of801.map((row) => row.get('booked_year') as number).sort()).toEqual([2026, 2027]);
    expect(months.rows.map((row) => row.get('check_in_month') as string)).toEqual(
      expect.arrayContaining(['2027-07', '2027-08']),
    );
  });

  test('holds nothing of a guest', async () => {
    const columns = await keyspace.client.execute(
      'SELECT column_name FROM system_schema.columns WHERE keyspace_name = ?',
      [keyspace.name],
      { prepare: true },
    );

    const names = new Set(columns.rows.map((row) => row.get('column_name') as string));
    expect([...names].filter((name) => /guest|name|mail|phone|reference/.test(name))).toEqual(['guests']);
  });

  test('is empty once cleared, and takes the same bookings again', async () => {
    const entry = anEntry({ user_id: '802', booking_id: idAt('2027-02-02T00:00:00Z') });
    await views.store([entry]);
    await views.clear();
    expect(await listed('802')).toEqual([]);

    await views.store([entry]);

    expect(await listed('802')).toEqual([entry]);
  });

  test('remembers how far a rebuild has come until it is at its end', async () => {
    expect(await views.rebuiltTo()).toBeNull();
    await views.noteRebuilt('truth 12');
    expect(await views.rebuiltTo()).toBe('truth 12');
    await views.noteRebuilt(null);
    expect(await views.rebuiltTo()).toBeNull();
  });

  test('makes its tables again when they were dropped below it', async () => {
    const entry = anEntry({ user_id: '803', booking_id: idAt('2027-02-03T00:00:00Z') });
    await keyspace.client.execute(`DROP KEYSPACE ${keyspace.name}`, [], { readTimeout: 30_000 });

    await expect(views.store([entry])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await views.store([entry]);

    expect(await listed('803')).toEqual([entry]);
  });

  test('several processes may make the tables at once', async () => {
    const other = await createTestKeyspace();
    let turn: Promise<unknown> = Promise.resolve();
    const serialise = <T>(work: () => Promise<T>): Promise<T> => {
      const mine = turn.then(work);
      turn = mine.catch(() => undefined);
      return mine;
    };
    const processes = [1, 2, 3].map(() => openCassandraBookingViews({ ...other.options, serialise }));

    await Promise.all(
      processes.map((process, index) => process.store([anEntry({ user_id: `${index + 1}` })])),
    );

    const { rows } = await other.client.execute(`SELECT booking_id FROM ${other.name}.booking_by_hotel`);
    expect(rows).toHaveLength(1);
    await Promise.all(processes.map((process) => process.close()));
    await other.drop();
  });
});
