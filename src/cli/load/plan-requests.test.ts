import { describe, expect, test } from 'vitest';
import { bookingRequest } from '../../core/bookings/booking-request.js';
import { addDays, daysBetween } from '../../core/model/local-date.js';
import { createNativeConnector } from '../../connectors/native/native-connector.js';
import { NIGHTS } from './load-hotels.js';
import type { LoadRequest } from './load-request.js';
import { createRequestPlan, hotDemand, HOT_NIGHTS, hotSpan, type RequestPlan } from './plan-requests.js';
import { OPERATIONS, SCENARIO_FACTS, SCENARIOS, type Operation } from './scenarios.js';

const FIRST = '2030-03-01';

const plan = (overrides: Partial<RequestPlan> = {}): RequestPlan => ({
  scenario: 'booking-spread',
  seed: 11,
  first: FIRST,
  lookToBook: 1_000,
  run: 'abcdefghij',
  hotels: 10,
  rooms: 3,
  ...overrides,
});

function draw(of: RequestPlan, count: number): LoadRequest[] {
  const request = createRequestPlan(of);
  return Array.from({ length: count }, (_, index) => request(index));
}

/** Bytes are compared as text, for the sake of time. */
const asText = (request: LoadRequest) => ({ ...request, body: String(request.body) });
/** A guest's own, and those that follow; an open payment is asked for again. */
const operationsOf = ({ operation, turn }: LoadRequest): Operation[] => [
  operation,
  ...(turn?.rest ?? []).flatMap((step): Operation[] =>
    step.operation === 'pay' ? ['pay', 'pay_retry'] : [step.operation],
  ),
];
const json = (request: LoadRequest): unknown => JSON.parse(String(request.body));

describe.each(SCENARIOS)('%s', (scenario) => {
  test('the same seed asks for the same, in whatever order it is asked', () => {
    const count = scenario === 'ari-full' ? 4 : 40;
    const forward = draw(plan({ scenario }), count).map(asText);
    const request = createRequestPlan(plan({ scenario }));
    const places = Array.from({ length: count }, (_, index) => count - 1 - index);
    const backward = places.map((index) => asText(request(index))).reverse();

    expect(backward).toEqual(forward);
    expect(draw(plan({ scenario }), count).map(asText)).toEqual(forward);
  });

  test('has the operations that it says', () => {
    const requests = draw(plan({ scenario, lookToBook: 3 }), 100);
    const asked = new Set(requests.flatMap(operationsOf));

    expect([...asked].sort()).toEqual([...SCENARIO_FACTS[scenario].operations].sort());
    expect(OPERATIONS).toEqual(expect.arrayContaining([...asked]));
  });
});

test.each(['booking-spread', 'booking-hot', 'booking-saga', 'ari-delta', 'mixed'] as const)(
  'another seed asks for other things: %s',
  (scenario) => {
    expect(draw(plan({ scenario, seed: 12 }), 40)).not.toEqual(draw(plan({ scenario }), 40));
  },
);

test('another run of the same seed differs in its references alone', () => {
  const withoutReference = (requests: LoadRequest[]) => requests.map(({ booking }) => booking?.stay);
  const [one, other] = [draw(plan(), 40), draw(plan({ run: 'klmnopqrst' }), 40)];

  expect(withoutReference(other)).toEqual(withoutReference(one));
  const references = [...one, ...other].map(({ booking }) => booking?.reference);
  expect(new Set(references).size).toBe(80);
});

test('bookings are what the gateway takes, over all nights, rooms and hotels', () => {
  const requests = draw(plan(), 2_000);
  const stays = requests.flatMap(({ booking }) => booking?.stay ?? []);

  for (const request of requests.slice(0, 50))
    expect(() => bookingRequest.parse(json(request))).not.toThrow();
  expect(new Set(stays.map(({ hotel }) => hotel)).size).toBe(10);
  expect(new Set(stays.map(({ room }) => room)).size).toBe(3);
  for (const { check_in, check_out } of stays) {
    expect(check_in >= FIRST).toBe(true);
    expect(check_out > check_in).toBe(true);
    expect(check_out <= addDays(FIRST, NIGHTS)).toBe(true);
  }
});

test('hot bookings want one room on the same nights, and the demand is theirs', () => {
  const hot = plan({ scenario: 'booking-hot' });
  const stays = draw(hot, 500).flatMap(({ booking }) => booking?.stay ?? []);
  const span = hotSpan(FIRST);

  expect(daysBetween(span.from, span.to) + 1).toBe(HOT_NIGHTS);
  for (const stay of stays) {
    expect(stay).toMatchObject({ hotel: 0, room: 0 });
    expect(stay.check_in >= span.from && stay.check_out <= addDays(span.to, 1)).toBe(true);
  }
  const nights = stays.reduce((sum, stay) => sum + daysBetween(stay.check_in, stay.check_out), 0);
  expect(hotDemand(hot, 500)).toBeCloseTo(nights / HOT_NIGHTS);
});

test('looks and bookings come in the ratio asked for', () => {
  const requests = draw(plan({ scenario: 'mixed', lookToBook: 9 }), 5_000);
  const bookings = requests.filter(({ operation }) => operation === 'booking').length;

  expect(bookings / 5_000).toBeCloseTo(0.1, 1);
  expect(draw(plan({ scenario: 'mixed', lookToBook: 0 }), 20).every(({ booking }) => booking)).toBe(true);
});

test.each(['ari-full', 'ari-delta'] as const)(
  'messages of %s are read by the native connector',
  async (scenario) => {
    const connector = createNativeConnector();

    for (const request of draw(plan({ scenario }), 3)) {
      const { content, faults } = await connector.decode(Buffer.from(request.body ?? ''), { charset: null });
      expect(faults).toEqual([]);
      expect(content?.kind).toBe('ari');
    }
  },
);

test('a full refresh names every night, and the next one of the hotel changes each', () => {
  const request = createRequestPlan(plan({ scenario: 'ari-full', hotels: 2, rooms: 1 }));
  const cells = (index: number) => json(request(index)) as { hotel_code: string; updates: object[] };
  const [first, second] = [cells(0), cells(2)];

  expect(first.hotel_code).toBe(second.hotel_code);
  expect(first.updates).toHaveLength(NIGHTS * 3);
  first.updates.forEach((cell, at) => expect(second.updates[at]).not.toEqual(cell));
});
