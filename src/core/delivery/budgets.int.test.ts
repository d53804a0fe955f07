import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RequestBudget } from '../model/dialect.js';
import { createLogger } from '../platform/logger.js';
import { openRedis, settleRedis, type Redis } from '../platform/redis.js';
import { createBudgets, type Spending } from './budgets.js';
import { OwnCount } from './own-count.js';
import { budgetText, parseBudget } from './parse-budget.js';

let redis: Redis;

beforeAll(async () => {
  redis = openRedis(inject('redisUrl'), createLogger('silent'));
  await settleRedis(redis, 5_000);
});

afterAll(() => redis.disconnect());

const PER_MESSAGE: RequestBudget = { counts: 'requests', most: 10, seconds: 60, per: 'message' };

function spending(budgets: readonly RequestBudget[], extra: Partial<Spending> = {}): Spending {
  return {
    ...{ budgets, partner_id: '1', hotel_id: '2', message: 'availability', values: 1, urgent: true },
    ...extra,
  };
}

/** How many of so many requests are let through at once. */
async function through(
  budgets: ReturnType<typeof createBudgets>,
  one: Spending,
  asked: number,
): Promise<number> {
  let taken = 0;
  for (let index = 0; index < asked; index++) if ((await budgets.take(one)) === 0) taken += 1;
  return taken;
}

describe.each([
  ['counted in Redis', () => redis],
  ['counted alone while Redis is away', () => deadRedis()],
])('a budget %s', (_name, open) => {
  test('of messages is each kind its own, of each property; whose wait is told', async () => {
    const budgets = createBudgets(open());
    const partner_id = randomUUID();
    const one = spending([PER_MESSAGE], { partner_id });
    expect(await through(budgets, one, 13)).toBe(10);
    expect(await through(budgets, { ...one, message: 'restrictions' }, 13)).toBe(10);
    expect(await through(budgets, { ...one, hotel_id: '3' }, 13)).toBe(10);
    const wait = await budgets.take(one);
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(62);
  });

  test('of a token is shared by all properties, and one that is used up takes nothing from the others', async () => {
    const budgets = createBudgets(open());
    const token: RequestBudget = { counts: 'requests', most: 4, seconds: 30, per: 'token' };
    const one = spending([PER_MESSAGE, token], { partner_id: randomUUID() });
    expect(await through(budgets, one, 6)).toBe(4);
    expect(await through(budgets, { ...one, hotel_id: '3' }, 6)).toBe(0);
    // Four of ten: the two that were refused for the token cost the property nothing.
    expect(await through(budgets, { ...one, budgets: [PER_MESSAGE] }, 13)).toBe(6);
  });

  test('of values lets a message through that fits, and one larger than all of it alone', async () => {
    const budgets = createBudgets(open());
    const values: RequestBudget = { counts: 'values', most: 100, seconds: 60, per: 'property' };
    const one = spending([values], { partner_id: randomUUID(), values: 60 });
    expect(await budgets.take(one)).toBe(0);
    expect(await budgets.take(one)).toBeGreaterThan(0);
    expect(await budgets.take({ ...one, values: 40 })).toBe(0);
    expect(await budgets.take({ ...one, hotel_id: '9', values: 500 })).toBe(0);
  });

  test('keeps a fifth back for nights that sold out', async () => {
    const budgets = createBudgets(open());
    const one = spending([PER_MESSAGE], { partner_id: randomUUID(), urgent: false });
    expect(await through(budgets, one, 13)).toBe(8);
    expect(await through(budgets, { ...one, urgent: true }, 13)).toBe(2);
  });

  test('comes back when its span is over', async () => {
    const budgets = createBudgets(open());
    const one = spending([{ ...PER_MESSAGE, most: 2, seconds: 1 }], { partner_id: randomUUID() });
    expect(await through(budgets, one, 3)).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await through(budgets, one, 3)).toBe(2);
  });
});

test('within any span no more is taken than the budget, not only within one that begins with the first', () => {
  const own = new OwnCount();
  const share = { key: 'k', most: 10, spanMs: 60_000, cost: 1 };
  const times: number[] = [];
  for (let now = 0; now < 300_000; now += 500) if (own.take([share], { now, of: {} }) === 0) times.push(now);
  for (const start of times)
    expect(times.filter((time) => time >= start && time < start + 60_000).length).toBeLessThanOrEqual(10);
  expect(times).toHaveLength(50);
});

describe('a budget whose count in Redis is lost', () => {
  const count = async (partner_id: string) => redis.keys(`bellhop:delivery:{${partner_id}}:*`);

  test('is not there anew for the process that has used it up', async () => {
    const budgets = createBudgets(redis);
    const one = spending([PER_MESSAGE], { partner_id: randomUUID() });
    expect(await through(budgets, one, 7)).toBe(7);
    await redis.del(...(await count(one.partner_id)));
    expect(await through(budgets, one, 13)).toBe(3);
  });

  test('in the middle of an outage holds what was taken before and meanwhile', async () => {
    const away = { eval: () => Promise.reject(new Error('away')) };
    let now: Pick<Redis, 'eval'> = redis;
    const eval_ = (...args: Parameters<Redis['eval']>) => now.eval(...args);
    const budgets = createBudgets({ eval: eval_ } as Redis);
    const one = spending([PER_MESSAGE], { partner_id: randomUUID() });
    expect(await through(budgets, one, 4)).toBe(4);
    now = away;
    expect(await through(budgets, one, 4)).toBe(4);
    now = redis;
    expect(await through(budgets, one, 13)).toBe(2);
  });

  test('to a clock that was an hour ahead is not waited for an hour', async () => {
    const one = spending([PER_MESSAGE], { partner_id: randomUUID() });
    expect(await through(createBudgets(redis), one, 10)).toBe(10);
    const [key = ''] = await count(one.partner_id);
    for (const entry of await redis.zrange(key, '0', '-1')) await redis.zincrby(key, 3_600_000, entry);
    expect(await createBudgets(redis).take(one)).toBeLessThanOrEqual(62);
  });

  test('what Redis refuses is not counted by the process either', async () => {
    const [mine, others] = [createBudgets(redis), createBudgets(redis)];
    const one = spending([{ ...PER_MESSAGE, most: 2, seconds: 1 }], { partner_id: randomUUID() });
    expect(await through(others, one, 2)).toBe(2);
    expect(await through(mine, one, 3)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await through(mine, one, 3)).toBe(2);
  });
});

test('budgets are written as they are read', () => {
  for (const text of ['10/60:message', '200/30:token', '5000/60:property:values'])
    expect(budgetText(parseBudget(text))).toBe(text);
  for (const text of ['', '10', '0/60:token', '10/60:hotel', '10/60:token:bytes'])
    expect(() => parseBudget(text)).toThrow(/MOST\/SECONDS/);
});

function deadRedis(): Redis {
  const dead = openRedis('redis://127.0.0.1:1', createLogger('silent'));
  return dead;
}
