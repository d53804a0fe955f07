import { expect, test } from 'vitest';
import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { Partner } from '../partners/partner.js';

import { createOpenAndQuote } from './early-quote.js';

const request = {
  hotel_id: 'HV01',
  checkin_date: '2027-05-01',
  checkout_date: '2027-05-02',
  guests: 2,
  rooms: 1,
};
const partner = { partner_id: '7' } as Partner;

function aHotel(version: number): Catalogue {
  const hotel = { status: 'ACTIVE', currency: 'EUR', version };
  return { hotel, hotel_code: 'HV01', rooms: [], ratePlans: [] } as unknown as Catalogue;
}

/** Tells in which order hotels were opened and priced; the price is the version of the hotel that it is of. */
function aHouse() {
  let now = aHotel(1);
  const asked: string[] = [];
  const openAndQuote = createOpenAndQuote({
    openCatalogue: async () => {
      asked.push('open');
      await new Promise((resolve) => setImmediate(resolve));
      return now;
    },
    quoteStay: ({ catalogue }) => {
      const { version } = catalogue.hotel;
      asked.push(`price ${version}`);
      if (version === 13) return Promise.reject(new AppError('SOLD_OUT', 'sold out'));
      return Promise.resolve({ lines: [], total: version, dates: [], rates_version: 1 });
    },
  });
  const book = async () => (await openAndQuote.open(request, partner)).quote();
  return { asked, book, change: (version: number) => (now = aHotel(version)) };
}

test('the price is asked for beside the hotel once the hotel is known', async () => {
  const { asked, book } = aHouse();

  expect([(await book()).total, (await book()).total]).toEqual([1, 1]);
  expect(asked).toEqual(['open', 'price 1', 'price 1', 'open']);
});

test('a price of the hotel as it was is not believed', async () => {
  const { asked, book, change } = aHouse();
  await book();
  change(2);

  expect((await book()).total).toBe(2);
  expect((await book()).total).toBe(2);
  expect(asked.slice(2)).toEqual(['price 1', 'open', 'price 2', 'price 2', 'open']);
});

test('that there is none is told to who asks, and only of the hotel as it is', async () => {
  const { book, change } = aHouse();
  change(13);
  await expect(book()).rejects.toMatchObject({ code: 'SOLD_OUT' });
  await expect(book()).rejects.toMatchObject({ code: 'SOLD_OUT' });
  change(3);

  expect((await book()).total).toBe(3);
});
