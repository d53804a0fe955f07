import { afterAll, beforeAll, expect, test } from 'vitest';
import { carryOutReplay } from '../../src/cli/messages/carry-out-replay.js';
import { planReplay, type ReplayPlan } from '../../src/cli/messages/plan-replay.js';
import { replaySeveral } from '../../src/cli/messages/replay-several.js';
import type { TestGateway } from '../gateway/a-gateway.js';
import { aPartnerCli, type PartnerCli } from './a-partner-cli.js';

/* A guest wants to be forgotten while an operator repeats messages: what is erased is repeated no more, and the rest is. */

let cli: PartnerCli;
let it: TestGateway;
beforeAll(async () => {
  cli = await aPartnerCli();
  it = cli.gateway;
});
afterAll(() => cli.close());

const DAY = 30;
const OPTIONS = { confirmed: true, dryRun: false, overNewer: true };

const journal = () => it.app.journal;
const counted = (day: number) => cli.availableOn(it.day(day));

/** A push of the PMS for one night; what it said is taken back, so that repeating it would show. @returns its id */
async function pushed(requestId: string, available_rooms: number, days = [DAY, DAY]): Promise<string> {
  const [from = DAY, to = DAY] = days;
  const updates = [{ room_code: 'DBL', from: it.day(from), to: it.day(to), available_rooms }];
  const headers = { 'x-request-id': requestId };
  await it.call('POST', '/api/ari', { as: 'pms-1', body: { hotel_code: 'HV01', updates }, headers });
  const [message] = await journal().list({ correlation: requestId, direction: 'in', limit: 1 });
  if (message === undefined) throw new Error(`${requestId} is not in the journal`);
  await it.load(5);
  return message.message_id;
}

const planned = async (id: string): Promise<ReplayPlan> => planReplay(it.app, await journal().show(id));

test.each([
  ['that was applied', 'gone-1', [DAY, DAY], 'APPLIED'],
  ['that is parked', 'gone-2', [0, 60], 'PARKED'],
] as const)(
  'a message %s and is erased between question and answer is not repeated',
  async (_what, requestId, [from, to], outcome) => {
    const id = await pushed(requestId, outcome === 'PARKED' ? 0 : 3, [from, to]);
    const plan = await planned(id);
    expect([plan.message.outcome, plan.nights_changed]).toEqual([outcome, to - from + 1]);
    expect(await journal().erase([id])).toBe(1);

    await expect(carryOutReplay(it.app, plan, OPTIONS)).rejects.toMatchObject({
      code: 'UNSUPPORTED_UPDATE',
      message: expect.stringMatching(/was taken out at .*nothing was done/) as string,
    });
    expect(await counted(DAY)).toBe(5);
    expect(await journal().show(id)).toMatchObject({ outcome, body: '', emptied_for: 'erasure' });
  },
);

test('whoever comes second of an erasure and a replay of one message waits for the first', async () => {
  const id = await pushed('first', 2);
  const plan = await planned(id);
  let replay: Promise<unknown> = Promise.resolve();
  await it.db.database.inTransaction(async (tx) => {
    await tx.run("UPDATE messages SET body = '', emptied_at = '2026-01-01' WHERE message_id = ?", [id]);
    replay = carryOutReplay(it.app, plan, OPTIONS).catch((error: unknown) => error);
    // It has no other way to be told than the row.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await counted(DAY)).toBe(5);
  });
  expect(await replay).toMatchObject({ code: 'UNSUPPORTED_UPDATE' });
  expect(await counted(DAY)).toBe(5);
});

test('one that housekeeping has removed meanwhile is said to be gone', async () => {
  const id = await pushed('removed', 2);
  const plan = await planned(id);
  await it.db.database.run('DELETE FROM messages WHERE message_id = ?', [id]);

  await expect(carryOutReplay(it.app, plan, OPTIONS)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
  expect(await counted(DAY)).toBe(5);
});

test('of several the erased one says so, and those before and behind it are applied', async () => {
  const ids = [await pushed('of-1', 1, [31, 31]), await pushed('of-2', 2), await pushed('of-3', 3, [32, 32])];
  const messages = await Promise.all(ids.map((id) => journal().show(id)));
  // The second when it was read and its turn is still to come.
  const show = async (id: string) => {
    const message = await journal().show(id);
    if (id === ids[1]) expect(await journal().erase([id])).toBe(1);
    return message;
  };
  const app = { ...it.app, journal: { ...journal(), show } };
  const done = await replaySeveral(app, messages, OPTIONS, () => undefined);

  expect(done).toMatchObject([
    { message_id: ids[0], inventory_changed: 1 },
    { message_id: ids[1], error: { code: 'UNSUPPORTED_UPDATE' } },
    { message_id: ids[2], inventory_changed: 1 },
  ]);
  const counts = [await counted(31), await counted(DAY), await counted(32)];
  expect(counts).toEqual([1, 5, 3]);
});
