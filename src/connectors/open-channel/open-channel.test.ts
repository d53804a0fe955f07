import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PushCell, WireRequest } from '../../core/model/channel-codec.js';
import {
  expectedOf,
  pushOf,
  randomCells,
  received,
  settingsOf,
} from '../../../test/contracts/random-cells.js';
import { createOpenChannelConnector } from './open-channel-connector.js';

const connector = createOpenChannelConnector();
const encode = (cells: readonly PushCell[]) =>
  connector.channel?.encodeAri(pushOf(cells), settingsOf()) ?? [];

/** What the contract can say: a lifted minimum is 1, a closed room has nothing to sell. */
function carried(cells: readonly PushCell[]): PushCell[] {
  return cells.map((cell) => {
    if (cell.rate_code === null) {
      const { closed, available = 0, ...room } = cell;
      return { ...room, available: closed === true ? 0 : available };
    }
    const lifted = { ...cell };
    if (lifted.min_stay_arrival === null) lifted.min_stay_arrival = 1;
    if (lifted.min_stay_through === null) lifted.min_stay_through = 1;
    return lifted;
  });
}

describe('a push', () => {
  it('arrives as it was meant', async () => {
    const cells = randomCells({ guests: [null, 1, 3], advance: false, throughMaximum: false });
    await fc.assert(
      fc.asyncProperty(cells, async (push) => {
        expect(await received(connector, encode(push))).toEqual(expectedOf(carried(push)));
      }),
      { numRuns: 60 },
    );
  });

  it('is cut where it has more changes than fit one message, counts first', () => {
    const cells = Array.from({ length: 1_500 }, (_, i): PushCell => ({
      room_code: `R${i}`,
      rate_code: i % 2 === 0 ? null : 'BAR',
      date: '2026-11-05',
      ...(i % 2 === 0 ? { available: 1 } : { closed: true }),
    }));
    const requests = encode(cells);

    expect(requests.map(({ items }) => items.length)).toEqual([1_000, 500]);
    expect(requests[0]?.items.findIndex(({ rate_code }) => rate_code !== null)).toBe(750);
  });

  it('names the hotel, a request id of its own and the key', () => {
    const [request] = encode([{ room_code: 'DBL', rate_code: null, date: '2026-11-05', available: 1 }]);

    expect(request).toMatchObject({
      method: 'POST',
      path: '/changes/',
      headers: { 'api-key': 'secret' },
      values: 1,
    });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      data: [{ attributes: { request_id: '00000000-0000-4000-8000-000000000001', hotel_code: 'H-1' } }],
    });
  });
});

describe('its answer', () => {
  const request: WireRequest = {
    method: 'POST',
    path: '/changes/',
    headers: {},
    body: '',
    message: 'changes',
    items: [],
    values: 0,
  };
  const read = (status: number, body: string, headers = {}) =>
    connector.channel?.readAnswer(request, { status, headers, body });

  it.each([
    [200, '{"success":true,"unique_id":"u-1"}', { kind: 'accepted', reference: 'u-1' }],
    [
      200,
      '{"success":true,"errors":[{"code":"x","title":"No"}]}',
      { kind: 'rejected', code: 'x', message: 'No' },
    ],
    [200, '{"success":false}', { kind: 'rejected', code: 'NO_SUCCESS' }],
    [200, '<html>', { kind: 'retry', code: 'UNREADABLE' }],
    [
      401,
      '{"errors":{"code":"unauthorized","title":"Unauthorized"}}',
      { kind: 'rejected', code: 'unauthorized' },
    ],
    [503, '', { kind: 'retry', code: 'HTTP_503' }],
  ])('HTTP %i %s', (status, body, expected) => {
    expect(read(status, body)).toMatchObject(expected);
  });

  it('of a channel that is busy says when to come back', () => {
    expect(read(429, '', { 'retry-after': '60' })).toMatchObject({ kind: 'retry', after_seconds: 60 });
  });
});

describe('a booking', () => {
  const decode = (booking: object) =>
    connector.decode(Buffer.from(JSON.stringify({ booking: { hotel_code: 'H', ...booking } })), {
      charset: null,
    });
  const rooms = [
    {
      room_type_code: 'DBL',
      occupancy: { adults: 1, children: 0, infants: 0 },
      days: [{ date: '2026-11-05', price: '1.00', rate_plan_code: 'BAR' }],
    },
  ];
  const referenceOf = async (booking: object) => {
    const { content } = await decode(booking);
    return content?.kind === 'reservations' ? content.reservations[0]?.reference : undefined;
  };

  it('without number gets the same one each time it is delivered, and another one for another content', async () => {
    const first = await referenceOf({ status: 'new', rooms });

    expect(first).toMatch(/^oc-[0-9a-f]{24}$/);
    expect(await referenceOf({ status: 'new', rooms })).toBe(first);
    expect(await referenceOf({ status: 'new', rooms, arrival_date: '2026-11-05' })).not.toBe(first);
  });

  const night = (date: string, rate_plan_code = 'BAR') => ({ date, price: '1.00', rate_plan_code });
  const room = (...days: object[]) => ({ room_type_code: 'DBL', occupancy: { adults: 1 }, days });
  const stay = { arrival_date: '2026-11-10', departure_date: '2026-11-12' };

  it.each([
    [
      'the last night',
      { ...stay, rooms: [room(night('2026-11-10'))] },
      '/booking/rooms/0/days',
      '2026-11-11',
    ],
    [
      'the first night',
      { ...stay, rooms: [room(night('2026-11-11'))] },
      '/booking/rooms/0/days',
      '2026-11-10',
    ],
    [
      'a night of two rooms',
      {
        ...stay,
        departure_date: '2026-11-13',
        rooms: ['2026-11-10', '2026-11-12'].map((date) => room(night(date))),
      },
      '/booking/rooms',
      '2026-11-11',
    ],
  ])('without %s of its stay is refused, naming it', async (_what, booking, pointer, missing) => {
    const { content, faults } = await decode({ status: 'new', reservation_id: '1', ...booking });

    expect(content).toBeNull();
    expect(faults).toMatchObject([{ pointer, message: expect.stringContaining(missing) as unknown }]);
  });

  it.each([
    ['a night before its stay', ['2026-11-09', '2026-11-10', '2026-11-11'], 'before arrival_date'],
    ['a night after its stay', ['2026-11-10', '2026-11-11', '2026-11-12'], 'departure_date is 2026-11-12'],
  ])('with %s is refused', async (_what, dates, message) => {
    const rooms = [room(...dates.map((date) => night(date)))];
    const { faults } = await decode({ status: 'new', reservation_id: '1', ...stay, rooms });

    expect(faults).toMatchObject([{ message: expect.stringContaining(message) as unknown }]);
  });

  it('may have a room that comes later than another', async () => {
    const rooms = [room(night('2026-11-10'), night('2026-11-11')), room(night('2026-11-11', 'NRF'))];
    const { content } = await decode({ status: 'new', reservation_id: '1', ...stay, rooms });

    expect(content).toMatchObject({
      reservations: [{ rooms: [{ rate_code: 'BAR' }, { rate_code: 'NRF', check_in: '2026-11-11' }] }],
    });
  });

  it('with a second rate plan in one room is refused: a room is sold under one', async () => {
    const rooms = [room(night('2026-11-10'), night('2026-11-11', 'NRF'))];
    const { content, faults } = await decode({ status: 'new', reservation_id: '1', ...stay, rooms });

    expect(content).toBeNull();
    expect(faults).toMatchObject([
      { pointer: '/booking/rooms/0/days/1/rate_plan_code', code: 'UNSUPPORTED_UPDATE' },
    ]);
  });

  it('that is cancelled counts by its number, whatever it says of the nights', async () => {
    const rooms = [room(night('2026-11-10'), night('2026-11-14', 'NRF'))];
    const { content } = await decode({ status: 'cancelled', reservation_id: '1', ...stay, rooms });

    expect(content).toMatchObject({ reservations: [{ action: 'cancel', reference: '1' }] });
  });

  it.each(['1e3', '7.0', '12345678901234567890', '-0', '1000'])(
    'takes the code %s as written or not at all',
    async (code) => {
      const text = JSON.stringify({
        booking: { status: 'new', hotel_code: 'H', reservation_id: '1', rooms },
      });
      const body = Buffer.from(text.replace('"DBL"', code));
      const { content, faults } = await connector.decode(body, { charset: null });

      if (code === '1000')
        expect(content).toMatchObject({ reservations: [{ rooms: [{ room_code: '1000' }] }] });
      else
        expect(faults).toMatchObject([{ message: `room_type_code ${code} is not a code; write it as text` }]);
    },
  );

  it('stops at the fault that is one too many, whatever a room holds', async () => {
    const wrong = { days: Array.from({ length: 300 }, () => ({})) };
    const { faults } = await decode({ status: 'new', rooms: Array.from({ length: 40 }, () => wrong) });

    expect(faults).toHaveLength(21);
  });

  it('that is changed must have one', async () => {
    const { faults } = await decode({ status: 'modified', rooms });

    expect(faults).toMatchObject([{ pointer: '/booking/reservation_id' }]);
  });

  it('never shows a card', async () => {
    const guarantee = { card_number: '4111111111111111', cvv: '987' };
    const decoded = await decode({
      status: 'new',
      reservation_id: '1',
      rooms,
      guarantee,
      notes: 'card 4111111111111111',
    });

    expect(JSON.stringify(decoded)).not.toMatch(/4111|987/);
    expect(decoded.content).toMatchObject({
      reservations: [{ had_card: true, comments: ['card [removed]'] }],
    });
  });
});
