import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredBooking } from '../../src/cli/sandbox/bookings.js';
import type { FetchReport, PushReport } from '../../src/cli/sandbox/sandbox.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { aGateway, type TestGateway } from '../gateway/a-gateway.js';
import { eventually } from '../harness/eventually.js';

let gateway: TestGateway;
let sandbox: TestSandbox;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.load(9));
afterEach(() => sandbox.close());

const at = (partner: 'ota-1' | 'pms-1') => ({ url: gateway.url, partner, key: gateway.keys[partner] });

interface Night {
  readonly available_rooms: number;
  readonly closed: boolean;
  readonly rates: readonly {
    readonly rate_code: string;
    readonly occupancy_amounts: Readonly<Record<string, string>> | null;
    readonly min_stay_arrival: number | null;
    readonly closed: boolean;
  }[];
}

async function night(offset: number): Promise<Night | undefined> {
  const path = `/api/ari?hotel_id=HV01&room_code=DBL&from=${gateway.day(offset)}&to=${gateway.day(offset)}`;
  const { nights } = (await (await gateway.call('GET', path, { as: 'pms-1' })).json()) as { nights: Night[] };
  return nights[0];
}

describe.each(['siteconnect', 'expedia', 'open-channel', 'native'])(
  'a guest books at a channel of %s',
  (id) => {
    const stay = () => ({
      hotel_code: 'HV01',
      room_code: 'DBL',
      rate_code: 'BAR',
      check_in: gateway.day(5),
      check_out: gateway.day(7),
      amount: '200.00',
      currency: 'EUR',
    });

    it('and it is a booking of the gateway, changed and cancelled with it', async () => {
      sandbox = await aSandbox(id, { gateway: at('ota-1'), seed: id.length });

      const before = (await night(5))?.available_rooms ?? 0;
      const made = await sandbox.control<StoredBooking>('POST', 'bookings', stay());
      const after = (await night(5))?.available_rooms;
      const change = { hotel_code: 'HV01', reference: made.document.reference };
      const changed = await sandbox.control<StoredBooking>('POST', 'bookings', {
        ...{ ...change, action: 'modify', check_out: gateway.day(8), amount: '300.00' },
      });
      const longer = (await night(7))?.available_rooms;
      const cancelled = await sandbox.control<StoredBooking>('POST', 'bookings', {
        ...change,
        action: 'cancel',
      });

      expect([made, changed, cancelled].map(({ document }) => [document.delivery, document.error])).toEqual([
        ['acknowledged', null],
        ['acknowledged', null],
        ['acknowledged', null],
      ]);
      expect([after, longer, (await night(5))?.available_rooms]).toEqual([before - 1, 8, before]);
      const number = made.document.our_number ?? '';
      const booking = await (await gateway.call('GET', `/api/bookings/${number}`, { as: 'ota-1' })).json();
      expect(booking).toMatchObject({ booking_id: number, status: 'CANCELLED', hotel_code: 'HV01' });
    });

    it('twice and out of order, and is there once', async () => {
      sandbox = await aSandbox(id, { gateway: at('ota-1'), seed: 100 + id.length });
      await sandbox.control('PUT', 'faults', { duplicate: 1, reorder: 1 });
      const before = (await night(5))?.available_rooms;

      const first = await sandbox.control<StoredBooking>('POST', 'bookings', stay());
      await sandbox.control<StoredBooking>('POST', 'bookings', stay());

      expect(first.document.delivery).toBe('queued');
      const states = async () =>
        (await sandbox.bookings()).map(({ delivery, deliveries }) => [delivery, deliveries]);
      await eventually(async () => (await states()).every(([, deliveries]) => deliveries === 2));
      expect(await states()).toEqual([
        ['acknowledged', 2],
        ['acknowledged', 2],
      ]);
      expect((await night(5))?.available_rooms).toBe((before ?? 0) - 2);
    });

    it('and what is refused says why', async () => {
      sandbox = await aSandbox(id, { gateway: at('ota-1'), seed: 200 + id.length });

      const made = await sandbox.control<StoredBooking>('POST', 'bookings', {
        ...stay(),
        hotel_code: 'HV99',
      });

      expect(made.document.delivery).toBe('refused');
      expect(made.document.error).toMatch(/HV99|3202|hotel/i);
    });
  },
);

/** What each contract can tell of a night. */
const TELLS = {
  native: { price: '88.00', min: 3 },
  ota: { price: '88.00', min: 3 },
  alpinebits: { price: '88.00', min: 3 },
  channex: { price: '88.00', min: 3 },
  mews: { price: '88.00', min: 3 },
} as const;

describe.each(Object.entries(TELLS))('a PMS of %s', (id, { price, min }) => {
  const cells = () =>
    [10, 11].flatMap((offset) => {
      const codes = { room_code: 'DBL', date: gateway.day(offset) };
      const amounts = [{ guests: 2, amount: price, currency: 'EUR' }];
      return [
        { ...codes, available: 6 },
        { ...codes, rate_code: 'BAR', amounts, min_stay_arrival: min, closed: offset === 11 },
      ];
    });

  it('tells what changed at its desk', async () => {
    sandbox = await aSandbox(id, { kind: 'pms', gateway: at('pms-1'), hotel: 'HV01' });

    const { status, document } = await sandbox.control<{ pushed: PushReport }>(
      'PUT',
      'calendar?hotel=HV01&push=true',
      {
        cells: cells(),
      },
    );

    expect(status).toBe(200);
    expect(document.pushed.messages.map(({ accepted, error }) => [accepted, error])).toEqual(
      document.pushed.messages.map(() => [true, null]),
    );
    const open = await night(10);
    const bar = open?.rates.find(({ rate_code }) => rate_code === 'BAR');
    expect([open?.available_rooms, bar?.occupancy_amounts?.['2'], bar?.min_stay_arrival]).toEqual([
      6,
      price,
      min,
    ]);
    const shut = await night(11);
    expect(shut?.closed === true || shut?.rates.find(({ rate_code }) => rate_code === 'BAR')?.closed).toBe(
      true,
    );
    const again = await sandbox.control<PushReport>('POST', 'push', { full: false });
    expect(again.document.messages).toEqual([]);
  });

  it('tells its full state, in each message twice where it is told so', async () => {
    sandbox = await aSandbox(id, { kind: 'pms', gateway: at('pms-1'), hotel: 'HV01' });
    await sandbox.control('PUT', 'faults', { duplicate: 1 });
    const year = Array.from({ length: 61 }, (_, offset) => ({
      ...{ room_code: 'DBL', date: gateway.day(offset), available: 5 },
    }));
    await sandbox.control('PUT', 'calendar?hotel=HV01', { cells: [...year, ...cells()] });

    const { document } = await sandbox.control<PushReport>('POST', 'push', { full: true });

    expect(document.messages.map(({ error }) => error)).toEqual(document.messages.map(() => null));
    expect(document.cells).toBe(63);
    expect([(await night(10))?.available_rooms, (await night(12))?.available_rooms]).toEqual([6, 5]);
  });

  it('fetches its reservations once and tells the count that is left', async () => {
    if (id === 'mews')
      sandbox = await aSandbox('native', { kind: 'pms', gateway: at('pms-1'), hotel: 'HV01' });
    else sandbox = await aSandbox(id, { kind: 'pms', gateway: at('pms-1'), hotel: 'HV01' });
    await sandbox.control('POST', 'fetch', { push: false });
    await sandbox.control('PUT', 'calendar?hotel=HV01&push=true', {
      cells: cells().filter((cell) => !('rate_code' in cell)),
    });
    const earlier = (await sandbox.bookings()).length;
    const body = {
      ...{ hotel_id: 'HV01', room_code: 'DBL', rate_code: 'BAR', guests: 2 },
      ...{
        checkin_date: gateway.day(20),
        checkout_date: gateway.day(21),
        partner_reference: `sandbox-${id}`,
      },
    };
    await sandbox.control('PUT', 'calendar?hotel=HV01&push=true', {
      cells: [{ room_code: 'DBL', date: gateway.day(20), available: 4 }],
    });
    const booked = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
    expect(booked.status).toBe(201);

    const { document } = await sandbox.control<FetchReport>('POST', 'fetch', {});
    const again = await sandbox.control<FetchReport>('POST', 'fetch', {});

    expect([document.error, document.stored, again.document.fetched]).toEqual([null, 1, 0]);
    const bookings = (await sandbox.bookings()).slice(earlier);
    expect(bookings).toMatchObject([
      { hotel_code: 'HV01', room_code: 'DBL', delivery: 'acknowledged', status: 'booked' },
    ]);
    expect((await night(20))?.available_rooms).toBe(3);
  });
});
