import type { TestApp } from './an-app.js';

/** Prices alone, without rooms: DBL under BAR at 100.00 EUR from day `from` to day `to`, both inclusive. */
export async function loadPrices(t: TestApp, from: number, to: number): Promise<void> {
  const amounts = [{ guests: 2, amount: '100.00', currency: 'EUR', tax: 'after' as const }];
  await t.push([{ from: t.day(from), to: t.day(to), rate_code: 'BAR', amounts }]);
}
