import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { anAppClient, isTemporary, type AppClient } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import type { Operation, Violation } from '../history/history.js';
import { aLifeClient, type LifeClient } from '../history/life-client.js';
import type { History } from '../history/recorder.js';

/** The nights of a storm begin so many days from today; there are 14, and all stays lie within them. */
export const FIRST = 20;
const ARRIVALS = 11;
const PATIENCE = 200;
const HOUR_MS = 3_600_000;
/** More than any storm leaves open, in parts of the sweep's own size. */
const SWEEPS = 15;

/** Cards that a client may have, good and bad. */
const CARDS = ['tok_ok', 'tok_decline', 'tok_timeout_taken', 'tok_late', 'tok_webhook_twice', 'tok_timeout'];

interface Client extends AppClient, LifeClient {}

export async function aClient(t: TestApp, history: History): Promise<Client> {
  return { ...(await anAppClient(t, history)), ...(await aLifeClient(t, history)) };
}

export async function loadStock(t: TestApp, history: History, rooms: number): Promise<void> {
  await loadPrices(t, FIRST, FIRST + ARRIVALS + 4);
  const client = await anAppClient(t, history);
  await client.push(rooms, t.day(FIRST), t.day(FIRST + ARRIVALS + 4));
}

/** Asks again as long as it is worth it: with the same key nothing is done twice. */
async function untilAnswered(ask: () => Promise<Operation>): Promise<Operation> {
  for (let attempt = 1; ; attempt += 1) {
    const operation = await ask();
    if (!isTemporary(operation.answer) || attempt >= PATIENCE) return operation;
    await sleep(5 + Math.min(50, attempt));
  }
}

const idOf = ({ answer }: Operation): string | null =>
  answer.kind === 'ok' || answer.kind === 'pending' ? answer.booking_id : null;

/** So many clients at once, spread over the applications, each with a stay and a plan of its own. */
export async function storm(
  apps: readonly TestApp[],
  history: History,
  clients: number,
): Promise<Operation[]> {
  const [first] = apps;
  if (first === undefined) throw new Error('no application');
  const served = await Promise.all(apps.map((t) => aClient(t, history)));
  const lives = Array.from({ length: clients }, (_, i) => {
    const check_in = first.day(FIRST + ((i * 7) % ARRIVALS));
    const stay = { check_in, check_out: addDays(check_in, 1 + ((i * 5) % 4)), key: `${history.name}-${i}` };
    return live(served, { i, stay });
  });
  return (await Promise.all(lives)).flat();
}

async function live(
  clients: readonly Client[],
  { i, stay }: { i: number; stay: { check_in: string; check_out: string; key: string } },
): Promise<Operation[]> {
  // Each step of a life may be served by another process.
  let turn = i;
  const next = (): Client => {
    const client = clients[(turn += 1) % clients.length];
    if (client === undefined) throw new Error('no client');
    return client;
  };
  const step = (ask: (client: Client) => Promise<Operation>) => untilAnswered(() => ask(next()));
  const plan = i % 8;
  const card = CARDS[i % CARDS.length] ?? 'tok_ok';
  const made = await step((client) =>
    client.book({
      ...stay,
      ...(plan < 3 ? { hold: true } : plan === 3 || plan === 4 ? { payment: card } : {}),
    }),
  );
  const id = idOf(made);
  if (id === null) return [made];
  const { key } = stay;
  switch (plan) {
    case 0:
      return [made, await step((client) => client.confirm(id, { key }))];
    case 1:
      return [made, await step((client) => client.confirm(id, { key, payment: card }))];
    case 3:
      return [made, await step((client) => client.book({ ...stay, payment: card }))];
    case 5: {
      const moved = { check_in: addDays(stay.check_in, 1), check_out: addDays(stay.check_out, 1), rooms: 1 };
      return [made, await step((client) => client.modify(id, moved, key))];
    }
    case 6:
      return [made, await step((client) => client.cancel(id, key))];
    default:
      return [made];
  }
}

/** An hour later everything that is due is done, by two sweeps at once; then the books are closed. */
export async function judge(
  t: TestApp,
  history: History,
  { skewMs }: { skewMs?: number } = {},
): Promise<Violation[]> {
  const later = await anApp({ db: t.db, clock: { now: () => new Date(Date.now() + 2 * HOUR_MS) } });
  try {
    const sweeper = await aLifeClient(later, history);
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
      await Promise.all([sweeper.sweep('payments'), sweeper.sweep('holds'), sweeper.sweep('payments')]);
      const open = await t.db.database.rows(
        `SELECT payment_id AS id FROM payments WHERE status = 'PENDING' UNION SELECT booking_id FROM booking_holds
         UNION SELECT refund_id FROM payment_refunds WHERE state = 'PENDING'`,
      );
      if (open.length === 0) break;
      // What a sweep has claimed it may claim again after its lease, and what it asked in vain after a while.
      await t.db.database.run("UPDATE payments SET next_at = '2000-01-01' WHERE status = 'PENDING'");
    }
  } finally {
    await later.close();
  }
  await t.app.relay.drain();
  const dumps = await dumpSystem(t.db.database);
  return checkHistory(history.operations, dumps, skewMs === undefined ? {} : { skewMs });
}

/** How often each kind of answer was given. */
export function countAnswers(operations: readonly Operation[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { request, answer } of operations) {
    const word = answer.kind === 'refused' ? answer.code : answer.kind;
    const name = `${request.kind} ${word}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
