import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCardDesk, card, type CardDesk } from '../../../test/builders/a-card-desk.js';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import type { CancellationPolicy } from '../hotels/cancellation-policy.js';

let desk: CardDesk;
let t: TestApp;
beforeAll(async () => {
  desk = await aCardDesk();
  ({ t } = desk);
});
afterAll(() => t.close());

describe('a paid booking that is cancelled', () => {
  async function cancelled(terms: object, key: string) {
    await t.db.database.run("UPDATE rate_plans SET cancellation_policy = ? WHERE code = 'BAR'", [
      JSON.stringify(terms),
    ]);
    const paid = bookingOf(await t.book({ ...desk.stay(), rooms: 2, guests: 4, ...card('tok_ok') }, { key }));
    const once = await t.cancel(paid.booking_id, `${key}-1`);
    const twice = await t.cancel(paid.booking_id);
    await t.app.payments.workDueRefunds(50);
    expect(twice.body).toBe(once.body);
    return desk.tablesOf(paid.booking_id);
  }

  const free_until = { kind: 'free_until', days: 365 };

  test.each([
    ['flexible', { kind: 'flexible' }, 'REFUNDED', '0.000'],
    ['non-refundable', { kind: 'non_refundable' }, 'COMPLETED', '400.000'],
    ['one night', { ...free_until, then: { kind: 'nights', nights: 1 } }, 'PARTIALLY_REFUNDED', '200.000'],
    ['a third', { ...free_until, then: { kind: 'percent', percent: 33 } }, 'PARTIALLY_REFUNDED', '132.000'],
  ])('costs what its rate plan says: %s', async (name, terms, payment, kept) => {
    expect(await cancelled(terms, `terms-${name}`)).toMatchObject({
      ...{ status: 'CANCELLED', payment, bank: `TAKEN ${kept}` },
    });
  });
});

describe('terms that change after the booking', () => {
  const oneNight: CancellationPolicy = { kind: 'free_until', days: 365, then: { kind: 'nights', nights: 1 } };

  async function sell(cancellation_policy: CancellationPolicy): Promise<void> {
    const plan = {
      code: 'BAR',
      name: 'Best available',
      meal_plan: 'ROOM_ONLY' as const,
      cancellation_policy,
    };
    const file = aHotel({ pms: t.pms.code, otas: [t.ota.code], rate_plans: [plan] });
    await t.app.onboardHotel(file, { dryRun: false, requestId: null });
  }

  async function keptOf(bookingId: string): Promise<unknown> {
    await t.cancel(bookingId, `terms-of-${bookingId}`);
    await t.app.payments.workDueRefunds(50);
    return (await desk.tablesOf(bookingId))?.['bank'];
  }

  test('hold for later bookings alone', async () => {
    const book = async () => bookingOf(await t.book({ ...desk.stay(), ...card('tok_ok') })).booking_id;
    await sell(oneNight);
    const first = await book();
    await sell({ kind: 'non_refundable' });
    const second = await book();
    await sell({ kind: 'flexible' });
    const third = await book();

    expect(await keptOf(first)).toBe('TAKEN 100.000');
    expect(await keptOf(second)).toBe('TAKEN 200.000');
    expect(await keptOf(third)).toBe('TAKEN 0.000');
  });
});
