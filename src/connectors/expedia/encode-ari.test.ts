import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelSettings, PushCell, WireRequest } from '../../core/model/channel-codec.js';
import { addDays } from '../../core/model/local-date.js';
import { toCalendar } from '../shared/calendar.js';
import { decodeExpedia } from './decode.js';
import { encodeExpediaAri } from './encode-ari.js';

const SETTINGS: ChannelSettings = {
  username: 'EQCtest',
  password: 'p"w',
  now: '2026-09-01T10:00:00.000Z',
  nextId: () => 'e-1',
};

const encode = (cells: readonly PushCell[], settings = SETTINGS): WireRequest[] =>
  encodeExpediaAri({ hotel_code: '411', cells, full: false }, settings);

async function decode(requests: readonly WireRequest[], los: 'arrival' | 'through' = 'arrival') {
  const updates = [];
  for (const { body } of requests) {
    const decoded = await decodeExpedia(Buffer.from(body), { charset: null, overrides: { los } });
    expect(decoded.faults).toEqual([]);
    expect(decoded.envelope.credentials).toEqual({ username: 'EQCtest', password: 'p"w' });
    if (decoded.content?.kind !== 'ari') throw new Error('no ARI');
    updates.push(...decoded.content.ari.updates);
  }
  return updates;
}

const cell = (date: string, fields: Partial<PushCell>): PushCell => ({
  room_code: '007',
  rate_code: '1e3',
  date,
  ...fields,
});
const price = (guests: number | null, amount: string) =>
  ({ guests, amount, currency: 'EUR', tax: 'after' }) as const;

describe('Expedia, availability and rates out', () => {
  test('products that change in the same nights share an update; nothing is said twice', () => {
    const dates = ['2026-10-01', '2026-10-02'];
    const [request, ...others] = encode([
      ...dates.map((date) => ({ room_code: '007', rate_code: null, date, available: 4, closed: false })),
      ...dates.map((date) =>
        cell(date, {
          closed: false,
          closed_to_arrival: true,
          min_stay_arrival: 2,
          max_stay_arrival: null,
          amounts: [price(null, '90.00')],
        }),
      ),
    ]);

    expect(others).toEqual([]);
    expect(request?.body).toContain(
      '<AvailRateUpdate><DateRange from="2026-10-01" to="2026-10-02"/><RoomType id="007" closed="false"><Inventory totalInventoryAvailable="4"/>' +
        '<RatePlan id="1e3" closed="false"><Rate currency="EUR"><PerDay rate="90.00"/></Rate><Restrictions closedToArrival="true" minLOS="2"/></RatePlan></RoomType></AvailRateUpdate>',
    );
    expect(request?.path).toBe('/eqc/ar');
    expect(request?.items).toHaveLength(2);
  });

  test('the meaning of a stay limit is that of the hotel; the other one is not sent', async () => {
    const cells = [cell('2026-10-01', { min_stay_arrival: 2, min_stay_through: 3, max_stay_through: 5 })];
    const arrival = await decode(encode(cells));
    const through = await decode(encode(cells, { ...SETTINGS, los: 'through' }), 'through');

    expect(arrival[0]?.set).toEqual({ min_stay_arrival: 2, max_stay_arrival: null });
    expect(through[0]?.set).toEqual({ min_stay_through: 3, max_stay_through: 5 });
  });

  test('two years of many products obey 5,000 values and 100 kB, and every night arrives', async () => {
    const cells = Array.from({ length: 6 }, (_, room) =>
      Array.from({ length: 730 }, (_day, day) =>
        cell(addDays('2026-10-01', day), {
          room_code: `room-${room}`,
          closed: false,
          closed_to_arrival: day % 5 === 0,
          min_stay_arrival: 1 + (Math.floor(day / 40) % 3),
          max_stay_arrival: 28,
          amounts: [price(1, '80.00'), price(2, `${90 + (day % 3)}.00`)],
        }),
      ),
    ).flat();
    const flat = Array.from({ length: 730 }, (_, day) =>
      cell(addDays('2026-10-01', day), {
        room_code: 'flat',
        closed: true,
        closed_to_arrival: true,
        closed_to_departure: true,
        min_stay_arrival: 2,
        max_stay_arrival: 9,
        amounts: [1, 2, 3, 4].map((guests) => price(guests, '100.00')),
      }),
    );

    const requests = encode([...cells, ...flat]);

    for (const { body, values } of requests) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(100_000);
      expect(values).toBeLessThanOrEqual(5_000);
    }
    const calendar = toCalendar({ updates: await decode(requests), rate_absent: 'room' });
    expect(calendar).toHaveLength(cells.length + flat.length);
  });
});

const stay = fc.option(fc.integer({ min: 1, max: 28 }), { nil: null });
const rateFields = fc.record({
  closed: fc.boolean(),
  closed_to_arrival: fc.boolean(),
  closed_to_departure: fc.boolean(),
  min_stay_arrival: stay,
  max_stay_arrival: stay,
  amounts: fc.constantFrom([price(1, '80.00'), price(2, '99.90')], [price(null, '101.00')]),
});
const roomFields = fc.record(
  { available: fc.integer({ min: 0, max: 4_999 }), closed: fc.boolean() },
  { requiredKeys: ['available'] },
);

test('whatever is pushed is read back as the same nights', async () => {
  const product = fc.oneof(
    fc.record({ rate_code: fc.constant(null), fields: roomFields }),
    fc.record({ rate_code: fc.constantFrom('BAR', '1e3'), fields: rateFields }),
  );
  const drawn = fc.uniqueArray(fc.record({ product, offset: fc.integer({ min: 0, max: 12 }) }), {
    selector: ({ product: { rate_code }, offset }) => `${rate_code ?? '-'} ${offset}`,
    minLength: 1,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(drawn, async (list) => {
      const cells = list.map(({ product: { rate_code, fields }, offset }) =>
        cell(addDays('2026-10-01', offset), { rate_code, ...fields }),
      );

      const calendar = toCalendar({ updates: await decode(encode(cells)), rate_absent: 'room' });

      const byProduct = ({ rate_code, date }: PushCell) => `${rate_code ?? ''} ${date}`;
      expect(calendar).toEqual([...cells].sort((a, b) => (byProduct(a) < byProduct(b) ? -1 : 1)));
    }),
    { numRuns: 60 },
  );
});
