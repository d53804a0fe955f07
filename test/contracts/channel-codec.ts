import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCalendar, type CalendarCell } from '../../src/connectors/shared/calendar.js';
import type { AriUpdate } from '../../src/core/model/ari.js';
import type { ChannelCodec, PushCell, WireRequest } from '../../src/core/model/channel-codec.js';
import type { Connector } from '../../src/core/model/connector.js';
import type { Dialect } from '../../src/core/model/dialect.js';
import { addDays, daysBetween } from '../../src/core/model/local-date.js';
import { pushOf, randomCells, settingsOf } from './random-cells.js';

const DAYS = 400;
const ANSWERS = ['', 'nonsense', '<a>', '{}', '[]', 'null', '{"success":true}', '<ok/>', '\u0000'];
const STATUSES = [100, 200, 204, 301, 400, 401, 404, 429, 500, 503];

/** What every codec owes that sends rates and availability to a channel, in each of its dialects. */
export function channelCodecContract(connector: Connector, codec: ChannelCodec): void {
  describe.each(connector.dialects.map((dialect) => [dialect.id, dialect] as const))(
    'sends %s',
    (id, dialect) => {
      const encode = (cells: readonly PushCell[]) =>
        codec.encodeAri(pushOf(cells), settingsOf({ dialect: id }));

      test('what it carries comes back as it was, and goes out again the same', async () => {
        const cells = randomCells({ guests: [null], advance: false, throughMaximum: false });
        await fc.assert(
          fc.asyncProperty(cells, async (push) => {
            const once = await readBack(connector, encode(push), dialect);
            const twice = await readBack(connector, encode(once), dialect);
            expect(twice).toEqual(once);
          }),
          { numRuns: 25 },
        );
      });

      test('counts and prices arrive, to the room and to the cent', async () => {
        const cells = randomCells({ guests: [2], advance: false, throughMaximum: false });
        await fc.assert(
          fc.asyncProperty(cells, async (push) => {
            const sold = new Set(push.flatMap((cell) => (cell.rate_code === null ? [] : cell.room_code)));
            const arrived = await readBack(connector, encode(push), dialect);
            for (const cell of push) {
              // Contracts without room level need a rate plan to say it on; what is closed may be said by a count of none.
              if (!sold.has(cell.room_code) || cell.closed === true) continue;
              const there = arrived.filter(
                (one) => one.room_code === cell.room_code && one.date === cell.date,
              );
              const counts = there.flatMap(({ available }) => available ?? []);
              if (cell.available !== undefined && dialect.stock_level === 'room')
                expect(counts, JSON.stringify(cell)).toContain(cell.available);
              const prices = there.flatMap(({ rate_code, amounts = [] }) =>
                rate_code === cell.rate_code ? amounts : [],
              );
              for (const { amount } of cell.amounts ?? [])
                expect(
                  prices.map((price) => Number(price.amount)),
                  JSON.stringify(cell),
                ).toContain(Number(amount));
            }
          }),
          { numRuns: 25 },
        );
      });

      test('rooms and rate plans keep their codes, nights their dates', async () => {
        const cells = randomCells({ guests: [null], advance: false, throughMaximum: false });
        await fc.assert(
          fc.asyncProperty(cells, async (push) => {
            const rooms = new Set(push.map(({ room_code, date }) => `${room_code}|${date}`));
            const plans = new Set(push.map(({ room_code, rate_code }) => `${room_code}|${rate_code}`));
            for (const cell of await readBack(connector, encode(push), dialect)) {
              const { room_code, rate_code, date } = cell;
              // A contract without room level says what is the room's of each of its rate plans.
              const plan = rate_code === null || plans.has(`${room_code}|${rate_code}`);
              expect(plan && rooms.has(`${room_code}|${date}`), JSON.stringify(cell)).toBe(true);
            }
          }),
          { numRuns: 25 },
        );
      });

      test('a year is cut as its limits say, in items that name what they are about', () => {
        const requests = encode(aYear());
        expect(requests.length).toBeGreaterThan(0);
        for (const request of requests) expectWithin(request, dialect);
      });

      test('nothing to say is no request', () => {
        expect(encode([])).toEqual([]);
      });

      test('whatever is answered there is an outcome, and only what says so is a success', () => {
        const [request] = encode(aYear());
        if (request === undefined) throw new Error('a year is a request');
        for (const status of STATUSES) {
          for (const body of ANSWERS) {
            const outcome = codec.readAnswer(request, { status, headers: {}, body });
            if (status >= 400) expect(outcome.kind, `${status} ${body}`).not.toBe('accepted');
          }
        }
        const welcome = { status: 200, headers: {}, body: '<html>Welcome</html>' };
        expect(codec.readAnswer(request, welcome).kind).not.toBe('accepted');
      });
    },
  );
}

async function readBack(
  connector: Connector,
  requests: readonly WireRequest[],
  { id }: Dialect,
): Promise<PushCell[]> {
  const updates: AriUpdate[] = [];
  let rate_absent: 'room' | 'every_rate' = 'room';
  for (const { body, message } of requests) {
    const { content, faults } = await connector.decode(Buffer.from(body), { charset: null, dialect: id });
    if (content?.kind !== 'ari')
      throw new Error(`${message}: ${JSON.stringify(faults)} in ${body.slice(0, 2_000)}`);
    expect(faults).toEqual([]);
    updates.push(...content.ari.updates);
    ({ rate_absent } = content.ari);
  }
  return toCalendar({ updates, rate_absent }).map(toCell);
}

function toCell({ room_code, ...cell }: CalendarCell): PushCell {
  return { ...cell, room_code: room_code ?? '' };
}

/** Different every night, so that nothing coalesces. */
function aYear(): PushCell[] {
  const days = Array.from({ length: DAYS }, (_, day) => day);
  return days.flatMap((day): PushCell[] => {
    const date = addDays('2026-11-20', day);
    return ['DBL', 'SGL', 'TRP'].flatMap((room_code): PushCell[] => [
      { room_code, rate_code: null, date, available: day % 7 },
      ...['BAR', 'FLEX'].map((rate_code): PushCell => ({
        ...{ room_code, rate_code, date, closed: day % 2 === 0, min_stay_arrival: 1 + (day % 3) },
        amounts: [{ guests: null, amount: `${100 + day}.00`, currency: 'EUR', tax: 'after' }],
      })),
    ]);
  });
}

function expectWithin({ body, items, values, message }: WireRequest, { limits }: Dialect): void {
  expect(items.length, message).toBeGreaterThan(0);
  expect(values, message).toBeGreaterThan(0);
  if (limits.body_bytes !== undefined)
    expect(Buffer.byteLength(body), message).toBeLessThanOrEqual(limits.body_bytes);
  if (limits.values !== undefined) expect(values, message).toBeLessThanOrEqual(limits.values);
  const dates = items.flatMap(({ from, to }) => [from, to]).sort();
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  if (limits.nights !== undefined)
    expect(daysBetween(first, last), message).toBeLessThanOrEqual(limits.nights);
  if (limits.one_month === true) expect(first.slice(0, 7), message).toBe(last.slice(0, 7));
}
