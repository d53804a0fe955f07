import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { archiveBookings } from '../../../test/builders/archive-bookings.js';
import { REPORT_DIMENSIONS, type ReportQuery } from './report-query.js';

const dir = mkdtempSync(join(tmpdir(), 'bellhop-reports-'));
let t: TestApp;

/** Hotels in euros, yen and dinars: two, no and three decimal places. */
beforeAll(async () => {
  t = await anApp({ clock: { now: () => new Date('2026-11-25T12:00:00Z') } });
  const onboard = (overrides: Parameters<typeof aHotel>[0]) =>
    t.app.onboardHotel(aHotel({ otas: ['ota-1'], pms: 'pms-1', rooms: PLAIN_ROOMS, ...overrides }), {
      dryRun: false,
      requestId: null,
    });
  await onboard({
    code: 'TYO',
    name: 'Tokyo',
    city: 'Tōkyō',
    country: 'JP',
    time_zone: 'Asia/Tokyo',
    currency: 'JPY',
  });
  await onboard({
    code: 'KWI',
    name: 'Kuwait',
    city: 'Kuwait',
    country: 'KW',
    time_zone: 'Asia/Kuwait',
    currency: 'KWD',
  });
  await onboard({ code: 'OPO2', name: 'Second', city: 'porto', currency: 'EUR' });
  await archiveBookings(t, BOOKINGS);
  await t.app.archive.export({ from: '2026-01-01', to: '2026-12-31', dir });
});
afterAll(async () => {
  await t.close();
  rmSync(dir, { recursive: true, force: true });
});

const PLAIN_ROOMS = [{ code: 'DBL', room_type: 'DOUBLE', name: 'Double', capacity: 2, total_rooms: 10 }];

const BOOKINGS = [
  { created_at: '2026-09-30 23:59:59.999', check_in: '2026-10-01', nights: 1, price: '0.10' },
  { created_at: '2026-10-01 00:00:00', check_in: '2026-10-30', nights: 4, price: '100.10', quantity: 2 },
  {
    created_at: '2026-10-05 12:00:00',
    check_in: '2026-12-24',
    nights: 3,
    price: '0.20',
    status: 'CANCELLED',
    updated_at: '2026-11-24 10:00:00',
  },
  { created_at: '2026-11-24 12:00:00', check_in: '2026-12-31', nights: 2, price: '80.00' },
  { created_at: '2026-11-24 13:00:00', check_in: '2026-12-31', nights: 1, price: '80.00', status: 'PENDING' },
  { created_at: '2026-11-24 14:00:00', check_in: '2026-12-31', nights: 1, price: '80.00', status: 'FAILED' },
  {
    created_at: '2026-10-02 12:00:00',
    check_in: '2026-10-10',
    nights: 2,
    price: '12500',
    currency: 'JPY',
    hotel: 'TYO',
  },
  {
    created_at: '2026-11-20 12:00:00',
    check_in: '2026-12-10',
    nights: 3,
    price: '33.335',
    currency: 'KWD',
    hotel: 'KWI',
  },
  { created_at: '2026-11-25 09:00:00', check_in: '2026-12-30', nights: 3, price: '50.00', hotel: 'OPO2' },
] as const satisfies Parameters<typeof archiveBookings>[1];

const base = { from: '2026-01-01', to: '2027-06-30', by: 'month', source: 'live' } as const;

async function fromBoth<R extends { readonly coverage: unknown; readonly source: string }>(
  ask: (query: ReportQuery) => Promise<R>,
  query: Partial<ReportQuery>,
): Promise<R> {
  const live = await ask({ ...base, ...query, source: 'live' });
  const archive = await ask({ ...base, ...query, source: 'archive', dir });
  expect({ ...archive, source: 'live', coverage: null }).toEqual(live);
  return live;
}

describe('the archive and the database give the same', () => {
  const hotelFilters: Partial<ReportQuery>[] = [{}, { city: 'PORTO' }, { city: 'tokyo' }];
  const queries = REPORT_DIMENSIONS.flatMap((by) => hotelFilters.map((filter) => ({ by, ...filter })));

  test.each(queries)('%o', async (query) => {
    const { reports } = t.app;
    const revenue = await fromBoth(reports.revenue, query);
    await fromBoth(reports.leadTime, query);
    await fromBoth((asked) => reports.pickup({ ...asked, days: 7, until: '2026-11-25' }), query);
    if (query.by !== 'partner') await fromBoth(reports.occupancy, query);

    expect(revenue.rows.length).toBeGreaterThan(0);
  });
});

describe('revenue', () => {
  test('gross, cancelled and net by booking month, each currency for itself and exact', async () => {
    const { rows, totals } = await fromBoth(t.app.reports.revenue, {});

    expect(rows).toMatchObject([
      { group: '2026-09', currency: 'EUR', gross_revenue: '0.10', net_revenue: '0.10', bookings: 1 },
      {
        group: '2026-10',
        currency: 'EUR',
        bookings: 2,
        cancelled_bookings: 1,
        gross_revenue: '801.40',
        cancelled_revenue: '0.60',
        net_revenue: '800.80',
        room_nights: 8,
        adr: '100.10',
        cancellation_rate: '50.0',
      },
      { group: '2026-10', currency: 'JPY', gross_revenue: '25000', net_revenue: '25000', adr: '12500' },
      { group: '2026-11', currency: 'EUR', bookings: 2, gross_revenue: '310.00' },
      { group: '2026-11', currency: 'KWD', gross_revenue: '100.005', adr: '33.335' },
    ]);
    expect(totals.map(({ currency, net_revenue }) => [currency, net_revenue])).toEqual([
      ['EUR', '1110.90'],
      ['JPY', '25000'],
      ['KWD', '100.005'],
    ]);
  });

  test('by hotel of one city, by partner, by ISO week', async () => {
    const hotels = await t.app.reports.revenue({ ...base, by: 'hotel', city: 'Pôrto' });
    const partners = await t.app.reports.revenue({ ...base, by: 'partner', partner: 'ota-1' });
    const weeks = await t.app.reports.revenue({ ...base, by: 'week', from: '2026-09-28', to: '2026-10-04' });

    expect(hotels.rows.map(({ group, bookings }) => [group, bookings])).toEqual([
      ['HV01', 4],
      ['OPO2', 1],
    ]);
    expect(partners.rows.map(({ group, currency }) => [group, currency])).toEqual([
      ['ota-1', 'EUR'],
      ['ota-1', 'JPY'],
      ['ota-1', 'KWD'],
    ]);
    expect(weeks.rows.map(({ group, bookings }) => [group, bookings])).toEqual([
      ['2026-W40', 2],
      ['2026-W40', 1],
    ]);
  });

  test('nothing in the span', async () => {
    const report = await fromBoth(t.app.reports.revenue, { from: '2025-01-01', to: '2025-01-31' });

    expect([report.rows, report.totals]).toEqual([[], []]);
  });

  test('the archive tells what it has not, and as of when it speaks', async () => {
    const empty = await t.app.reports.revenue({ ...base, source: 'archive', dir: join(dir, 'none') });
    const { coverage } = await t.app.reports.revenue({ ...base, source: 'archive', dir });

    expect(empty.rows).toEqual([]);
    expect(empty.coverage?.missing_months).toContain('2026-11');
    expect(coverage).toEqual({ missing_months: [], as_of: '2026-11-25T12:00:00.000Z' });
  });
});

describe('occupancy', () => {
  test('sold of sold and available, by the night, with ADR and RevPAR', async () => {
    await t.push([{ from: '2026-12-31', to: '2027-01-01', available: 3 }], { hotel_code: 'HV01' });

    const { rows, totals } = await fromBoth(t.app.reports.occupancy, {
      from: '2026-12-31',
      to: '2027-01-31',
      hotel: { hotel_id: t.hotelId, code: 'HV01' },
    });

    expect(rows).toEqual([
      {
        group: '2026-12',
        currency: 'EUR',
        sold_room_nights: 1,
        available_room_nights: 3,
        occupancy: '25.0',
        room_revenue: '80.00',
        adr: '80.00',
        revpar: '20.00',
      },
      {
        group: '2027-01',
        currency: 'EUR',
        sold_room_nights: 1,
        available_room_nights: 3,
        occupancy: '25.0',
        room_revenue: '80.00',
        adr: '80.00',
        revpar: '20.00',
      },
    ]);
    expect(totals).toMatchObject([{ sold_room_nights: 2, available_room_nights: 6, room_revenue: '160.00' }]);
  });

  test('rooms sold by real bookings are on one side only', async () => {
    await t.load(4, 20, 21);
    await t.book({ checkin_date: t.day(20), checkout_date: t.day(21), rooms: 3 });

    const span = { from: t.day(20), to: t.day(20), by: 'day', source: 'live' } as const;
    const { rows } = await t.app.reports.occupancy({ ...span, hotel: { hotel_id: t.hotelId, code: 'HV01' } });

    expect(rows).toMatchObject([
      { group: t.day(20), sold_room_nights: 3, available_room_nights: 1, occupancy: '75.0', adr: '100.00' },
    ]);
  });

  test('by partner it is refused', async () => {
    await expect(t.app.reports.occupancy({ ...base, by: 'partner' })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('pickup', () => {
  test('what seven days added and took, by stay month, and what is on the books', async () => {
    const porto = { city: 'Porto', from: '2026-12-01', to: '2027-01-31' };
    const { rows, pickup_from, pickup_to } = await t.app.reports.pickup({
      ...base,
      ...porto,
      source: 'archive',
      dir,
      days: 7,
      until: '2026-11-25',
    });

    expect([pickup_from, pickup_to]).toEqual(['2026-11-19', '2026-11-25']);
    expect(rows).toEqual([
      {
        group: '2026-12',
        currency: 'EUR',
        bookings: 2,
        picked_up_room_nights: 3,
        picked_up_revenue: '180.00',
        cancelled_room_nights: 3,
        cancelled_revenue: '0.60',
        net_room_nights: 0,
        net_revenue: '179.40',
        on_the_books_room_nights: 3,
        on_the_books_revenue: '180.00',
      },
      {
        group: '2027-01',
        currency: 'EUR',
        bookings: 2,
        picked_up_room_nights: 2,
        picked_up_revenue: '130.00',
        cancelled_room_nights: 0,
        cancelled_revenue: '0.00',
        net_room_nights: 2,
        net_revenue: '130.00',
        on_the_books_room_nights: 2,
        on_the_books_revenue: '130.00',
      },
    ]);
  });
});

describe('lead time', () => {
  test('distribution, median and average on the calendar of the hotel', async () => {
    const { totals } = await t.app.reports.leadTime({ ...base, to: '2026-11-25', source: 'archive', dir });

    // 0, 8, 20, 29, 35, 37 and 80 days.
    expect(totals).toEqual([
      {
        group: 'total',
        bookings: 7,
        median_days: 29,
        average_days: '29.9',
        same_day: 1,
        days_1_3: 0,
        days_4_7: 0,
        days_8_14: 1,
        days_15_30: 2,
        days_31_60: 2,
        days_61_90: 1,
        days_91_180: 0,
        days_181_up: 0,
        cancellation_rate: '14.3',
      },
    ]);
  });

  test('an even number has its median between the two middle ones', async () => {
    const { rows } = await t.app.reports.leadTime({
      ...base,
      by: 'hotel',
      source: 'archive',
      dir,
      city: 'Porto',
    });

    expect(rows.find(({ group }) => group === 'HV01')).toMatchObject({ bookings: 4, median_days: 33 });
  });
});
