import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aSandbox, type TestSandbox } from '../../../test/builders/a-sandbox.js';

const CODES = [
  ['hotel', 'HV01', '7001'],
  ['room', 'DBL', '11'],
  ['rate', 'BAR', '22'],
] as const;

let t: TestApp;
let sandbox: TestSandbox;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  await t.load(5, 0, 60);
}, 60_000);

afterEach(() => sandbox.close());
afterAll(() => t.close());

let seed = 0;

/** Its bookings have numbers of their own each time. */
async function connect(id: string, dialect: string | null = null): Promise<string> {
  sandbox = await aSandbox(id, { seed: (seed += 1) });
  const code = `at-${id}`;
  const policy = 'accept_oversold';
  await t.app.partners.create({ code, name: id, kind: 'ota', connector: id, oversell_policy: policy });
  for (const [kind, our_code, their_code] of CODES)
    await t.app.mappings.set({ partner_code: code, hotel_code: 'HV01', kind, our_code, their_code });
  await t.app.delivery.endpoints.connect({
    ...{ partner: code, url: sandbox.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect, pricing: null, los: null },
  });
  return code;
}

const stay = (day: number) => ({
  ...{ hotel_code: '7001', room_code: '11', rate_code: '22', amount: '100.00', currency: 'EUR' },
  ...{ check_in: t.day(day), check_out: t.day(day + 1) },
});
const act = (wish: object) =>
  sandbox.control<{ reference: string }>('POST', 'bookings', { hotel_code: '7001', ...wish });
const sold = async (day: number) => 5 - (await t.night(t.day(day))).available_rooms;

const journalled = async () => (await t.db.database.rows('SELECT 1 FROM messages')).length;

describe.each([
  ['booking-com', 10],
  ['expedia', 20],
])('%s', (id, day) => {
  test('what it keeps is booked, changed and cancelled here, each once, and then acknowledged', async () => {
    const code = await connect(id);
    const { document } = await act(stay(day));
    const { reference } = document;
    expect(await t.app.pullReservations.one(code)).toMatchObject({ fetched: 1, taken: 1, error: null });
    expect(await sandbox.bookings()).toMatchObject([{ reference, delivery: 'acknowledged' }]);
    expect(await sold(day)).toBe(1);

    await act({ ...stay(day + 1), action: 'modify', reference });
    await t.app.pullReservations.one(code);
    expect([await sold(day), await sold(day + 1)]).toEqual([0, 1]);

    await act({ action: 'cancel', reference });
    await t.app.pullReservations.one(code);
    expect(await sold(day + 1)).toBe(0);
    expect(await t.app.pullReservations.one(code)).toMatchObject({ fetched: 0, taken: 0, refused: 0 });
  });

  test('what it keeps can be looked at, and waits there as before', async () => {
    const code = await connect(id);
    const { document } = await act(stay(day + 9));

    const before = await journalled();
    const waiting = await t.app.pullReservations.waiting(code);

    const { reference } = document;
    const seen = { action: 'new', reference, check_in: t.day(day + 9), check_out: t.day(day + 10) };
    expect(waiting).toMatchObject({ partner: code, reservations: [seen], faults: [], error: null });
    expect(JSON.stringify(waiting)).not.toContain('guest');
    expect(await sandbox.bookings()).not.toMatchObject([{ delivery: 'acknowledged' }]);
    expect(await sold(day + 9)).toBe(0);
    expect(await journalled()).toBe(before);
    expect(await t.app.pullReservations.one(code)).toMatchObject({ fetched: 1, taken: 1 });
  });

  test('whose acknowledgements are lost gives them again, and each is one booking', async () => {
    const code = await connect(id);
    for (let count = 0; count < 12; count++) await act(stay(day + 5));
    await sandbox.control('PUT', 'faults', { drop_answer: 1 });
    expect((await t.app.pullReservations.one(code)).error).not.toBeNull();
    await sandbox.control('PUT', 'faults', { drop_answer: 0, duplicate: 1 });
    expect((await t.app.pullReservations.one(code)).error).toBeNull();

    expect((await sandbox.bookings()).every(({ delivery }) => delivery === 'acknowledged')).toBe(true);
    const [row] = await t.db.database.rows<{ bookings: number }>(
      'SELECT COUNT(DISTINCT booking_id) AS bookings FROM booking_room_nights WHERE date = ?',
      [t.day(day + 5)],
    );
    expect(Number(row?.bookings)).toBe(12);
  });
});

test('where asking is taking nobody can only look', async () => {
  const code = await connect('booking-com', 'booking-com-bxml');
  await expect(t.app.pullReservations.waiting(code)).rejects.toMatchObject({ code: 'VALIDATION' });
});

test('only those whose contract has no other way are asked by themselves, and one that fails leaves the others', async () => {
  await connect('booking-com');
  await act(stay(40));

  const rounds = await t.app.pullReservations.all();

  expect(rounds).toMatchObject([{ partner: 'at-booking-com', fetched: 1, taken: 1 }]);
  expect(await sold(40)).toBe(1);
  await expect(t.app.pullReservations.one('ota-1')).rejects.toMatchObject({ code: 'VALIDATION' });
});
