import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whileLocked } from '../../../test/laws/row-locks.js';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { aMessage, anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { verifyInvariants } from './verify-inventory.js';

/*
 * `t` remembers the hotel, its rates and its rooms of all these nights; `other` is a second process on the same stores,
 * through which they change behind its back.
 */
let t: TestApp;
let other: TestApp;
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

type Outcome = 'held' | 'overtaken' | 'none';

beforeEach(async () => {
  ahead = 0;
  t = await anApp({ clock });
  other = await anApp({ db: t.db });
  await other.load(5, 1, 60);
  await remember();
  t.app.metrics.bookingGuesses.reset();
}, 60_000);
afterEach(async () => {
  expect(await verifyInvariants(t.db.database)).toEqual([]);
  await other.close();
  await t.close();
});

/** A booking on the long way, of other nights, and a look at all. */
async function remember(): Promise<void> {
  await t.book({ checkin_date: t.day(55), checkout_date: t.day(56) });
  const catalogue = await t.app.openCatalogue(t.ota, 'HV01');
  const room = catalogue.room('DBL') ?? null;
  const lines = [{ room, ratePlan: null, quantity: 1, guests: 2 }];
  await t.app.quoteStay({ catalogue, check_in: t.day(8), check_out: t.day(40), lines });
}

async function guesses(): Promise<Partial<Record<Outcome, number>>> {
  const { values } = await t.app.metrics.bookingGuesses.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.outcome), value]));
}

const rates = (from: number, to: number) => ({
  ...{ from: t.day(from), to: t.day(to), room_code: 'DBL', rate_code: 'BAR' },
});

async function codeOf(answer: ReturnType<TestApp['book']>): Promise<string> {
  const settled = await answer.catch((error: unknown) => error as { code: string });
  if ('code' in settled) return settled.code;
  return settled.kind === 'refused' ? settled.body.code : settled.kind;
}

const bookedRows = (key: string) =>
  t.db.database.rows<{ answer: string }>('SELECT answer FROM idempotency_keys WHERE idempotency_key = ?', [
    key,
  ]);

test('a stay that is remembered is booked without asking, like any other', async () => {
  const answer = await t.book({ total_price: '200.00' }, { key: 'guess-1' });

  expect(await guesses()).toEqual({ held: 1 });
  expect(bookingOf(answer)).toMatchObject({ status: 'CONFIRMED', total_price: '200.00' });
  expect(await bookedRows('guess-1')).toMatchObject([
    { answer: answer.kind === 'refused' ? '' : answer.body },
  ]);
  expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 4, unacked_rooms: 1 });
});

describe('what has changed in another process is not booked as it was:', () => {
  test('a price', async () => {
    const amounts = [{ guests: 2, amount: '150.00', currency: 'EUR', tax: 'after' as const }];
    await other.push([{ ...rates(10, 10), amounts }]);

    expect(await codeOf(t.book({ total_price: '200.00' }))).toBe('PRICE_CHANGED');
    expect(bookingOf(await t.book())).toMatchObject({ total_price: '250.00' });
    // The first was overtaken and has read the prices anew; those that lasted for a moment are not believed at once.
    expect(await guesses()).toEqual({ overtaken: 1, none: 1 });
  });

  test('a restriction', async () => {
    await other.push([{ ...rates(10, 10), set: { min_stay_arrival: 3 } }]);

    expect(await codeOf(t.book())).toBe('STAY_RESTRICTED');
    await other.push([{ ...rates(10, 10), set: { min_stay_arrival: null } }]);
    expect(await codeOf(t.book())).toBe('confirmed');
  });

  test('a night without a price that has one now', async () => {
    const late = { checkin_date: t.day(61), checkout_date: t.day(62) };
    await other.push([{ from: t.day(61), to: t.day(61), available: 5 }]);
    expect(await codeOf(t.book(late))).toBe('STAY_RESTRICTED');
    await other.load(5, 61, 61);

    expect(await codeOf(t.book(late))).toBe('confirmed');
  });

  test('a stop-sell of the room', async () => {
    await other.push([{ from: t.day(10), to: t.day(10), set: { closed: true } }]);

    expect(await codeOf(t.book())).toBe('STAY_RESTRICTED');
  });

  test('the rooms, sold to others: the refusal is stored as ever', async () => {
    await other.push([{ from: t.day(11), to: t.day(11), available: 0 }]);

    const refused = await t.book({}, { key: 'guess-sold' });
    await other.push([{ from: t.day(11), to: t.day(11), available: 5 }]);

    expect(refused).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
    expect(await t.book({}, { key: 'guess-sold' })).toEqual({ ...refused, replayed: true });
    expect(await codeOf(t.book())).toBe('confirmed');
  });

  test('the hotel, which takes no bookings', async () => {
    const file = aHotel({ pms: t.pms.code, otas: [t.ota.code] });
    const onboard = (status: 'ACTIVE' | 'INACTIVE') =>
      other.app.onboardHotel({ ...file, status }, { dryRun: false, requestId: null });
    await onboard('INACTIVE');
    const refused = await codeOf(t.book());
    await onboard('ACTIVE');

    expect(refused).toBe('HOTEL_INACTIVE');
    expect(await codeOf(t.book())).toBe('confirmed');
  });

  test('the mapping, which is gone', async () => {
    const mapping = { partner_code: 'ota-1', hotel_code: 'HV01', kind: 'rate', our_code: 'BAR' } as const;
    await other.app.mappings.remove(mapping);
    const refused = await codeOf(t.book());
    await other.app.mappings.set({ ...mapping, their_code: 'BAR' });

    expect(refused).toBe('RATE_NOT_FOUND');
  });
});

describe('what changes nothing leaves the guess as it is:', () => {
  test('counts, a push of the same prices, a dry run, another hotel', async () => {
    const file = aHotel({ code: 'HV09', pms: t.pms.code });
    await other.app.onboardHotel(file, { dryRun: false, requestId: null });
    const amounts = [{ guests: 2, amount: '900.00', currency: 'EUR', tax: 'after' as const }];
    await other.push([{ ...rates(10, 10), amounts }], { hotel_code: 'HV09' });
    await other.load(9, 1, 60);
    const dear = aMessage('HV01', [{ ...rates(10, 10), amounts }]);
    await other.app.applyAri(t.pms, dear, { requestId: null, dryRun: true });

    expect(bookingOf(await t.book())).toMatchObject({ total_price: '200.00' });
    expect(await guesses()).toEqual({ held: 1 });
  });
});

describe('an intent that another process has had', () => {
  test('under its key is answered byte for byte, and not booked again', async () => {
    const first = await other.book({}, { key: 'guess-key' });

    const again = await t.book({}, { key: 'guess-key' });

    expect(again).toEqual({ ...first, replayed: true });
    expect(await guesses()).toEqual({ overtaken: 1 });
    expect(await t.night(t.day(10))).toMatchObject({ unacked_rooms: 1 });
    expect(await codeOf(t.book({ guests: 1 }, { key: 'guess-key' }))).toBe('IDEMPOTENCY_MISMATCH');
  });

  test('under its reference is the same booking', async () => {
    const request = { partner_reference: 'GUESS-1' };
    const first = await other.book(request);

    const again = await t.book(request);

    expect(bookingOf(again).booking_id).toBe(bookingOf(first).booking_id);
    expect(await codeOf(t.book({ ...request, guests: 1 }))).toBe('DUPLICATE_REFERENCE');
    expect(await t.night(t.day(10))).toMatchObject({ unacked_rooms: 1 });
  });

  test('and cancelled before it came books nothing', async () => {
    await t.db.database.run(
      'INSERT INTO booking_tombstones (partner_id, hotel_id, partner_reference) VALUES (?, ?, ?)',
      [t.ota.partner_id, t.hotelId, 'GUESS-2'],
    );

    expect(await codeOf(t.book({ partner_reference: 'GUESS-2' }))).toBe('CONFLICT');
    expect(await t.night(t.day(10))).toMatchObject({ unacked_rooms: 0 });
  });
});

test('who is overtaken takes nobody of the group along', async () => {
  await other.book({}, { key: 'guess-7' });

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      t.book(i === 7 ? {} : { checkin_date: t.day(12 + i), checkout_date: t.day(13 + i) }, {
        key: `guess-${i}`,
      }),
    ),
  );

  expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => 'confirmed'));
  expect(answers.findIndex(({ replayed }) => replayed)).toBe(7);
  expect(await guesses()).toEqual({ held: 19, overtaken: 1 });
});

test('a night that somebody has locked is waited for, and booked by the guess', async () => {
  const answer = await whileLocked(t, t.day(10), async (held) => {
    const booking = t.book();
    await held.waiters(1);
    return booking;
  });

  expect(bookingOf(answer)).toMatchObject({ status: 'CONFIRMED' });
  expect(await guesses()).toEqual({ held: 1 });
});

test('on the long way, too, a price that changes while a booking waits for its night is not the old one', async () => {
  const answer = await whileLocked(t, t.day(10), async (held) => {
    const booking = other.book();
    await held.waiters(1);
    const amounts = [{ guests: 2, amount: '150.00', currency: 'EUR', tax: 'after' as const }];
    await t.push([{ ...rates(10, 10), amounts }]);
    return booking;
  });

  expect(bookingOf(answer)).toMatchObject({ total_price: '250.00' });
});

test('a memory of yesterday books no arrival of yesterday', async () => {
  ahead = 11 * 86_400_000;

  expect(await codeOf(t.book())).toBe('VALIDATION');
});
