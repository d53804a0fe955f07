import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelSettings, PushCell, WireRequest } from '../../core/model/channel-codec.js';
import { addDays } from '../../core/model/local-date.js';
import { toCalendar } from '../shared/calendar.js';
import { decodeSiteConnect } from './decode.js';
import { encodeSiteConnectAri } from './encode-ari.js';

let id = 0;
const SETTINGS: ChannelSettings = {
  username: 'bellhop',
  password: 'p&ss<word',
  requestor_id: 'BH',
  pricing: 'per_occupancy',
  now: '2026-09-01T10:00:00.000Z',
  nextId: () => `e-${++id}`,
};

const encode = (cells: readonly PushCell[], settings = SETTINGS): WireRequest[] =>
  encodeSiteConnectAri({ hotel_code: 'H&1', cells, full: false }, settings);

async function decode(requests: readonly WireRequest[]) {
  const updates = [];
  for (const { body } of requests) {
    const { content, faults, envelope } = await decodeSiteConnect(Buffer.from(body), { charset: null });
    expect(faults).toEqual([]);
    expect(envelope.credentials).toEqual({ username: 'bellhop', password: 'p&ss<word' });
    if (content?.kind !== 'ari') throw new Error('no ARI');
    expect(content.ari.hotel_code).toBe('H&1');
    updates.push(...content.ari.updates);
  }
  return updates;
}

const cell = (date: string, fields: Partial<PushCell>): PushCell => ({
  room_code: '007',
  rate_code: 'BAR',
  date,
  ...fields,
});
const price = (guests: number | null, amount: string) =>
  ({ guests, amount, currency: 'EUR', tax: 'after' }) as const;

describe('SiteConnect, availability and rates out', () => {
  test('one message for each aspect, both codes in each, rates in a request of their own after them', () => {
    const requests = encode([
      { room_code: '007', rate_code: null, date: '2026-10-01', available: 4 },
      { room_code: '007', rate_code: null, date: '2026-10-02', available: 4 },
      ...['2026-10-01', '2026-10-02'].map((date) =>
        cell(date, {
          closed: false,
          closed_to_arrival: true,
          closed_to_departure: null,
          min_stay_arrival: 2,
          max_stay_arrival: null,
          amounts: [price(1, '90.00'), price(2, '110.00')],
        }),
      ),
    ]);

    expect(requests.map(({ message }) => message)).toEqual([
      'OTA_HotelAvailNotifRQ',
      'OTA_HotelRateAmountNotifRQ',
    ]);
    const control =
      '<StatusApplicationControl Start="2026-10-01" End="2026-10-02" InvTypeCode="007" RatePlanCode="BAR"/>';
    expect(requests[0]?.body).toContain(
      `<AvailStatusMessage BookingLimit="4">${control}<RestrictionStatus Status="Open"/></AvailStatusMessage>` +
        `<AvailStatusMessage>${control}<LengthsOfStay><LengthOfStay MinMaxMessageType="SetMinLOS" Time="2"/><LengthOfStay MinMaxMessageType="SetMaxLOS"/></LengthsOfStay></AvailStatusMessage>` +
        `<AvailStatusMessage>${control}<RestrictionStatus Restriction="Arrival" Status="Close"/></AvailStatusMessage>` +
        `<AvailStatusMessage>${control}<RestrictionStatus Restriction="Departure" Status="Open"/></AvailStatusMessage>`,
    );
    expect(requests[1]?.body).toContain(
      '<BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="2" AmountAfterTax="110.00" CurrencyCode="EUR"/>',
    );
    expect(requests[1]?.values).toBe(4);
  });

  test('per day pricing sends one price without number of guests', () => {
    const cells = [cell('2026-10-01', { amounts: [price(1, '90.00'), price(2, '110.00')] })];
    const [request] = encode(cells, { ...SETTINGS, pricing: 'per_room' });

    expect(request?.body).toContain(
      '<BaseByGuestAmt AgeQualifyingCode="10" AmountAfterTax="110.00" CurrencyCode="EUR"/>',
    );
    expect(request?.body).not.toContain('NumberOfGuests');
  });

  test('a stop-sell and a count of the room reach each of its mapped rate plans', async () => {
    const requests = encodeSiteConnectAri(
      {
        hotel_code: 'H&1',
        full: false,
        cells: [{ room_code: '007', rate_code: null, date: '2026-10-01', available: 0, closed: true }],
        products: [
          { room_code: '007', rate_code: 'BAR' },
          { room_code: '007', rate_code: 'NRF' },
          { room_code: 'SGL', rate_code: 'BAR' },
        ],
      },
      SETTINGS,
    );

    const updates = await decode(requests);
    expect(updates.map(({ rate_code, available, set }) => [rate_code, available, set])).toEqual([
      ['BAR', 0, { closed: true }],
      ['NRF', 0, { closed: true }],
    ]);
  });

  test('a year of a large hotel is split by size, and every value arrives', async () => {
    const cells = Array.from({ length: 40 }, (_, room) =>
      Array.from({ length: 365 }, (_day, day) =>
        cell(addDays('2026-10-01', day), {
          room_code: `ROOM-${room}`,
          amounts: [price(1, `${100 + (day % 7)}.00`), price(2, `${120 + (day % 7)}.00`)],
        }),
      ),
    ).flat();

    const requests = encode(cells);

    expect(requests.length).toBeGreaterThan(1);
    for (const { body } of requests) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(2_000_000);
    expect(await decode(requests)).toHaveLength(cells.length);
    expect(requests.reduce((sum, { values }) => sum + values, 0)).toBe(2 * cells.length);
  });
});

const nights = fc.option(fc.integer({ min: 1, max: 30 }), { nil: null });
const flag = fc.boolean();
const rateCell = fc.record(
  {
    closed: flag,
    closed_to_arrival: flag,
    closed_to_departure: flag,
    min_stay_arrival: nights,
    max_stay_arrival: nights,
    min_stay_through: nights,
    max_stay_through: nights,
    amounts: fc.constantFrom([price(1, '80.00'), price(2, '99.90')], [price(2, '101.00')]),
  },
  { requiredKeys: [] },
);

test('whatever is pushed is read back as the same nights', async () => {
  const drawn = fc.uniqueArray(
    fc.record({
      rate_code: fc.constantFrom('BAR', '1e3'),
      offset: fc.integer({ min: 0, max: 12 }),
      fields: rateCell,
    }),
    { selector: ({ rate_code, offset }) => `${rate_code} ${offset}`, minLength: 1, maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(drawn, async (list) => {
      const cells = list.map(({ rate_code, offset, fields }) =>
        cell(addDays('2026-10-01', offset), { rate_code, ...fields }),
      );

      const calendar = toCalendar({ updates: await decode(encode(cells)), rate_absent: 'every_rate' });

      const wanted = cells
        .filter((each) => Object.keys(each).length > 3)
        .sort((a, b) => (`${a.rate_code ?? ''} ${a.date}` < `${b.rate_code ?? ''} ${b.date}` ? -1 : 1));
      expect(calendar).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});
