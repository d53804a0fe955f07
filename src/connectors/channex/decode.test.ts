import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../../core/model/connector.js';
import { toCalendar } from '../shared/calendar.js';
import { createChannexConnector } from './channex-connector.js';

const connector = createChannexConnector();
const P = { property_id: 'p-1' };
const RATE = { ...P, rate_plan_id: 'r-1', date: '2027-01-01' };
const ROOM = { ...P, room_type_id: '007', date: '2027-01-01' };

const decode = (body: unknown, options: Partial<DecodeOptions> = {}) =>
  connector.decode(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), {
    charset: null,
    ...options,
  });
const values = (...list: unknown[]) => ({ values: list });

async function updateOf(value: object, options: Partial<DecodeOptions> = {}) {
  const { content, faults } = await decode(values(value), options);
  expect(faults).toEqual([]);
  return content?.kind === 'ari' ? content.ari.updates[0] : undefined;
}

describe('a change object', () => {
  test.each([
    [
      { ...ROOM, availability: 0 },
      { room_code: '007', rate_code: null, available: 0, set: {}, amounts: [] },
    ],
    [
      { ...RATE, rate: 20_000 },
      { rate_code: 'r-1', room_code: null, amounts: [{ amount: '200.00' }] },
    ],
    [{ ...RATE, rate: 5 }, { amounts: [{ amount: '0.05', guests: null, currency: null, tax: 'after' }] }],
    [{ ...RATE, rate: '200.00' }, { amounts: [{ amount: '200.00' }] }],
    [{ ...RATE, rate: '20000' }, { amounts: [{ amount: '20000' }] }],
    [
      { ...RATE, room_type_id: 'DBL', rate: '1' },
      { room_code: 'DBL', rate_code: 'r-1' },
    ],
    [
      {
        ...RATE,
        rates: [
          { occupancy: 2, rate: 9_050 },
          { occupancy: 3, rate: '99.9' },
        ],
      },
      {
        amounts: [
          { guests: 2, amount: '90.50' },
          { guests: 3, amount: '99.9' },
        ],
      },
    ],
    [{ ...RATE, stop_sell: 1 }, { set: { closed: true } }],
    [
      { ...RATE, closed_to_arrival: false, closed_to_departure: 0 },
      { set: { closed_to_arrival: false, closed_to_departure: false } },
    ],
    [{ ...RATE, max_stay: 0 }, { set: { max_stay_arrival: null } }],
    [{ ...RATE, max_stay: 7 }, { set: { max_stay_arrival: 7 } }],
    [{ ...RATE, min_stay: 3 }, { set: { min_stay_arrival: 3, min_stay_through: 3 } }],
    [{ ...RATE, min_stay: 3, min_stay_arrival: 2 }, { set: { min_stay_arrival: 2, min_stay_through: 3 } }],
    [
      {
        ...P,
        rate_plan_id: 'r-1',
        date_from: '2027-01-01',
        date_to: '2027-12-31',
        days: ['mo', 'su'],
        rate: 1,
      },
      { from: '2027-01-01', to: '2027-12-31', days: [true, false, false, false, false, false, true] },
    ],
    [
      { ...RATE, date_from: null, date_to: null, stop_sell: true },
      { from: '2027-01-01', to: '2027-01-01' },
    ],
    [{ ...RATE, stop_sell: true, booked: -1, note: 'x' }, { set: { closed: true } }],
  ])('%j', async (value, expected) => {
    expect(await updateOf(value)).toMatchObject(expected);
  });

  test('names both products at once where it has both', async () => {
    const both = { ...RATE, room_type_id: 'DBL', availability: 4, rate: '80.00' };

    expect(await updateOf(both)).toMatchObject({ room_code: 'DBL', rate_code: 'r-1', available: 4 });
  });

  test.each([
    ['channex-arrival', { min_stay_arrival: 3 }],
    ['channex-through', { min_stay_through: 3 }],
  ])('means by min_stay what its property is set to: %s', async (dialect, set) => {
    expect((await updateOf({ ...RATE, min_stay: 3 }, { dialect }))?.set).toEqual(set);
    expect((await updateOf({ ...RATE, min_stay: 3 }, { overrides: { los: 'through' } }))?.set).toEqual({
      min_stay_through: 3,
    });
  });
});

describe('a wrong value', () => {
  const NULL = 'Should be a non null value or not existed field';
  test.each([
    [{ rate: 0 }, 'rate', 'must be greater than 0'],
    [{ rate: '0.00' }, 'rate', 'must be greater than 0'],
    [{ rate: -100 }, 'rate', 'must be greater than 0'],
    [{ rate: '-1.00' }, 'rate', 'must be greater than 0'],
    [{ rate: 200.5 }, 'rate', 'is invalid'],
    [{ rate: '12,50' }, 'rate', 'is invalid'],
    [{ rate: null }, 'rate', NULL],
    [{ min_stay_arrival: 0 }, 'min_stay_arrival', 'must be greater than or equal to 1'],
    [{ min_stay_through: '2' }, 'min_stay_through', 'is invalid'],
    [{ min_stay: 1.5 }, 'min_stay', 'is invalid'],
    [{ max_stay: -1 }, 'max_stay', 'must be greater than or equal to 0'],
    [{ closed_to_arrival: 3 }, 'closed_to_arrival', 'is invalid'],
    [{ closed_to_departure: 'yes' }, 'closed_to_departure', 'is invalid'],
    [{ stop_sell: null }, 'stop_sell', NULL],
    [{ availability_offset: 1 }, 'availability_offset', 'is not supported'],
    [{ max_availability: null }, 'max_availability', NULL],
    [{ rates: [] }, 'rates', 'is invalid'],
    [{ availability: 3 }, 'availability', 'is not supported'],
  ])('%j is left out with a warning, the rest is taken', async (wrong, field, text) => {
    const item = { ...RATE, ...wrong };
    const { content, faults } = await decode(values({ ...item, min_stay_arrival: 2, ...wrong }));

    expect(faults).toMatchObject([{ pointer: `/values/0/${field}`, echo: { field, text } }]);
    expect(faults[0]?.message).toContain(text);
    const set = field === 'min_stay_arrival' ? null : { min_stay_arrival: 2 };
    if (set === null) expect(content).toBeNull();
    else expect(content).toMatchObject({ ari: { updates: [{ set }] } });
  });

  test('takes the whole change object with it where a partner wants that', async () => {
    const body = values({ ...RATE, rate: null, stop_sell: true }, { ...RATE, rate: '9.00' });

    const { content } = await decode(body, { overrides: { faulty_field: 'drops_item' } });

    expect(content).toMatchObject({ ari: { updates: [{ at: '/values/1' }] } });
  });

  test.each([
    [{ ...RATE, property_id: 17, rate: 1 }, '/values/0/property_id'],
    [{ property_id: 'p', date: '2027-01-01', rate: 1 }, '/values/0/rate_plan_id'],
    [{ ...RATE, date: '2027-02-30', rate: 1 }, '/values/0/date'],
    [{ ...RATE, date_from: '2027-01-01', date_to: '2027-01-02', rate: 1 }, '/values/0/date'],
    [{ ...P, rate_plan_id: 'r', rate: 1 }, '/values/0/date'],
    [{ ...P, rate_plan_id: 'r', date_from: '2027-01-01', rate: 1 }, '/values/0/date_to'],
    [
      { ...P, rate_plan_id: 'r', date_from: '2027-01-02', date_to: '2027-01-01', rate: 1 },
      '/values/0/date_to',
    ],
    [
      { ...P, rate_plan_id: 'r', date_from: '2027-01-02', date_to: '2031-01-01', rate: 1 },
      '/values/0/date_to',
    ],
    [{ ...RATE, days: ['monday'], rate: 1 }, '/values/0/days'],
    [{ ...RATE, days: [], rate: 1 }, '/values/0/days'],
    [RATE, '/values/0'],
    [{ ...RATE, min_stay_arival: 2 }, '/values/0'],
    ['no object', '/values/0'],
  ])('%j is not taken at all: nobody knows what it is about', async (value, pointer) => {
    const { content, faults } = await decode(values(value));

    expect(content).toBeNull();
    expect(faults.map((fault) => fault.pointer)).toContain(pointer);
  });

  test('is never the end of the reading', async () => {
    const many = Array.from({ length: 3_000 }, () => ({ ...RATE, rate: 0 }));
    const { content, faults } = await decode(values(...many, { ...RATE, rate: 7_000 }));

    expect(content).toMatchObject({ ari: { updates: [{ at: '/values/3000' }] } });
    expect(faults).toHaveLength(1_001);
    expect(faults.at(-1)?.message).toContain('2000 more');
  });
});

describe('the endpoint', () => {
  test('is recognised by what is sent', async () => {
    expect((await decode(values({ ...ROOM, availability: 1 }))).envelope.message).toBe('availability');
    expect((await decode(values({ ...RATE, rate: 1 }))).envelope.message).toBe('restrictions');
    expect((await decode(values({ ...RATE, rate: 0 }))).envelope.message).toBe('restrictions');
  });

  test('takes its own fields alone', async () => {
    const rate = await decode(values({ ...ROOM, availability: 1, rate: 1 }), { action: 'availability' });
    const count = await decode(values({ ...RATE, availability: 1, rate: 1 }), { action: 'restrictions' });

    expect(rate.faults).toMatchObject([{ pointer: '/values/0/rate', code: 'UNSUPPORTED_UPDATE' }]);
    expect(rate.content).toMatchObject({ ari: { updates: [{ available: 1, amounts: [] }] } });
    expect(count.faults).toMatchObject([{ pointer: '/values/0/availability' }]);
    expect(count.content).toMatchObject({ ari: { updates: [{ amounts: [{ amount: '0.01' }] }] } });
  });
});

describe('a message', () => {
  test('is read in order, the last word on a night wins', async () => {
    const year = { ...P, rate_plan_id: 'r', date_from: '2027-01-01', date_to: '2027-01-10' };
    const { content } = await decode(
      values({ ...year, rate: 30_000 }, { ...year, days: ['sa', 'su'], rate: 35_000 }),
    );
    if (content?.kind !== 'ari') throw new Error('no rates');

    const prices = toCalendar(content.ari).map(({ date, amounts }) => `${date} ${amounts?.[0]?.amount}`);

    expect(prices).toContain('2027-01-01 300.00');
    expect(prices).toContain('2027-01-02 350.00');
    expect(toCalendar(content.ari)[0]?.amounts).toEqual([
      { guests: null, amount: '300.00', currency: null, tax: 'after' },
    ]);
  });

  test('may be about several properties', async () => {
    const { content } = await decode(
      values({ ...RATE, rate: 1 }, { ...RATE, property_id: 'p-2', rate: 2 }, { ...RATE, rate: 3 }),
    );

    expect(content).toMatchObject({
      ari: { hotel_code: 'p-1', updates: [{ at: '/values/0' }, { at: '/values/2' }] },
      more: [{ hotel_code: 'p-2', updates: [{ at: '/values/1' }] }],
    });
  });

  test.each([
    ['', 'MALFORMED'],
    ['[]', 'MALFORMED'],
    ['{"values":[', 'MALFORMED'],
    ['{"values":[{"rate":1,"rate":2}]}', 'MALFORMED'],
    ['{}', 'VALIDATION'],
    ['{"values":[]}', 'VALIDATION'],
    ['{"values":{}}', 'VALIDATION'],
    ['{"values":[null,7,[]]}', 'VALIDATION'],
  ])('%s is refused', async (body, code) => {
    const { content, faults, envelope } = await decode(body);

    expect(content).toBeNull();
    expect(faults[0]).toMatchObject({ code });
    expect(JSON.parse(connector.encode(envelope, { kind: 'refused', faults }).body)).toBeTypeOf('object');
  });
});

describe('a feed', () => {
  const revision = (more: object) => ({
    type: 'booking_revision',
    id: 'rev-1',
    attributes: {
      ...{ id: 'rev-1', booking_id: 'b-1', unique_id: 'BDC-007', status: 'new', property_id: 'p-1' },
      ...{
        arrival_date: '2027-01-01',
        departure_date: '2027-01-03',
        rooms: [],
        amount: 10.5,
        currency: 'EUR',
      },
      ...more,
    },
  });

  test('of nothing is empty', async () => {
    const { content, faults } = await decode({ data: [], meta: { total: 0, page: 1, limit: 10 } });

    expect([content, faults]).toEqual([{ kind: 'reservations', reservations: [] }, []]);
  });

  test('a single revision, and a booking, are read alike', async () => {
    const one = await decode({ data: revision({}) });
    const booking = { ...revision({ revision_id: 'rev-9' }), type: 'booking', id: 'b-1' };

    expect(one.content).toMatchObject({
      reservations: [{ action: 'new', reference: 'BDC-007', message_id: 'rev-1', total: '10.5' }],
    });
    expect((await decode({ data: [booking] })).content).toMatchObject({
      reservations: [{ message_id: 'rev-9' }],
    });
  });

  test('tells its wrong revisions beside the others', async () => {
    const { content, faults } = await decode({
      data: [revision({ status: 'booked' }), revision({ departure_date: '2027-01-01' }), revision({})],
    });

    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/data/0/attributes/status',
      '/data/1/attributes/arrival_date',
    ]);
    expect(content).toMatchObject({ reservations: [{ at: '/data/2' }] });
  });

  test('lets no card number out', async () => {
    const guarantee = { card_number: '4111111111111111', cvv: '123' };
    const decoded = await decode({ data: [revision({ guarantee })] });

    expect(decoded.content).toMatchObject({ reservations: [{ had_card: true }] });
    expect(JSON.stringify(decoded)).not.toContain('4111');
  });
});
