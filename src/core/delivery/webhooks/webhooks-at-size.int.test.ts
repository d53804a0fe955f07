import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aReceiver, type TestReceiver } from '../../../../test/builders/a-receiver.js';
import type { TestApp } from '../../../../test/builders/an-app.js';
import { aWebhookApp, type WebhookApp } from '../../../../test/builders/a-webhook-app.js';
import { quietBus } from '../../../../test/builders/quiet-bus.js';
import { eventually } from '../../../../test/harness/eventually.js';
import type { Id } from '../../model/ids.js';
import type { Partner } from '../../partners/partner.js';
import { createLogger } from '../../platform/logger.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { createClaimMessages } from './claim-message.js';
import { restEndpoint } from './endpoint-line.js';
import { WebhookWorker } from './webhook-worker.js';

const MOST_WAITING = 100;
const DEAD = 60;
const DEAD_PARTNERS = 6;
const WAITING_EACH = 50;

let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

let t: TestApp;
let operator: Partner;
let app: WebhookApp;
let receiver: TestReceiver;
let rooms = 10;

beforeAll(async () => {
  app = await aWebhookApp({ env: { BELLHOP_WEBHOOK_MOST_WAITING: String(MOST_WAITING) }, clock });
  ({ t, operator } = app);
  receiver = await aReceiver();
}, 60_000);

afterAll(async () => {
  await receiver.close();
  await app.close();
});

afterEach(async () => {
  await app.clear();
  ahead = 0;
  receiver.always = null;
  receiver.received.length = 0;
});

const { stringify } = JSON;
const by = { owner: null, origin: 'operator' } as const;
const endpointOf = (id: Id) => t.app.webhooks.endpoints.get(id, null);

async function anOperator(code: string): Promise<Partner> {
  const input = { code, name: code, kind: 'operator', connector: 'native' } as const;
  return (await t.app.partners.create(input)).partner;
}

async function anEndpoint(partner = operator, url = receiver.url): Promise<Id> {
  return (await t.app.webhooks.endpoints.create(partner, { url }, 'operator')).endpoint.endpoint_id;
}

/** One message in line for every endpoint that there is. */
async function change(day = 3): Promise<void> {
  rooms += 1;
  await t.push([{ from: t.day(day), to: t.day(day), available: rooms }]);
  await quietBus(t, t.app.webhooks.consumer);
}

/** Each message so many times; copies have no event. */
async function multiply(times: number): Promise<void> {
  await t.db.database.run(
    `INSERT INTO webhook_messages (message_id, endpoint_id, type, hotel_id, seq, body, state, due_at, give_up_at, occurred_at, created_at)
     WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < ?)
     SELECT message_id - n * 1099511627776, endpoint_id, type, hotel_id, seq - n * 1099511627776, body, state, due_at, give_up_at,
       occurred_at, created_at FROM webhook_messages m JOIN n`,
    [times - 1],
  );
}

const wakeOf = async (id: Id): Promise<string | null> => {
  const [row] = await t.db.database.rows<{ wake_at: string | null }>(
    'SELECT wake_at FROM webhook_endpoints WHERE endpoint_id = ?',
    [id],
  );
  return row?.wake_at ?? null;
};

describe('an endpoint that answers', () => {
  /** Takes messages as the real worker does; those for the dead hang for ever. */
  async function beside(known: 'proven' | 'fresh') {
    const dead = new Set<Id>();
    for (let count = 0; count < DEAD_PARTNERS; count++) {
      const partner = await anOperator(`dead-${known}-${String(count)}`);
      for (let n = 0; n < DEAD / DEAD_PARTNERS; n++) dead.add(await anEndpoint(partner));
    }
    await change();
    await multiply(WAITING_EACH);
    const well = await anEndpoint();
    if (known === 'proven')
      await t.db.database.run('UPDATE webhook_endpoints SET last_success_at = ? WHERE endpoint_id = ?', [
        toSqlTime(clock.now()),
        well,
      ]);
    await t.db.database.run("UPDATE webhook_endpoints SET event_types = '[]' WHERE endpoint_id <> ?", [well]);
    const taken: Id[] = [];
    const { database, nextId } = t.app;
    const worker = new WebhookWorker({
      claims: createClaimMessages({ database, nextId, clock, leaseMs: 60_000 }),
      deliver: async ({ endpoint_id }) => {
        taken.push(endpoint_id);
        if (dead.has(endpoint_id)) await new Promise(() => undefined);
      },
      logger: createLogger('silent'),
      slots: 4,
    });
    worker.start();
    // The dead have what slots they can have before anything comes for the one that answers.
    await eventually(() => taken.length >= 2);
    await change();
    const before = taken.length;
    await eventually(() => taken.includes(well), { within: 30_000 });
    void worker.stop();
    return { between: taken.indexOf(well) - before, times: taken.filter((id) => id === well).length };
  }

  test('has its message taken at once, though many others never answer and their messages are older', async () => {
    // One turn in four is given to whoever waits, so that the dead are found when they are back.
    expect((await beside('proven')).between).toBeLessThanOrEqual(4);
  });

  test('and is new gets its turn, for who only waits for an answer takes no slot from others', async () => {
    expect((await beside('fresh')).times).toBe(1);
  });
});

describe('an endpoint', () => {
  test('that fails is left alone as a whole, then tried with one message', async () => {
    const id = await anEndpoint();
    receiver.always = { status: 500 };
    for (let day = 3; day < 9; day++) await change(day);
    t.app.webhooks.worker.start();
    await eventually(async () => (await endpointOf(id)).failures === 1);
    const before = await wakeOf(id);
    expect(before !== null && before > toSqlTime(new Date(clock.now().getTime() - 100))).toBe(true);
    await eventually(async () => (await endpointOf(id)).failures === 5);
    expect(receiver.mostAtOnce()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(receiver.received).toHaveLength(5);
    expect((await wakeOf(id)) ?? '').toMatch(/^20/);
    expect(((await wakeOf(id)) ?? '') > toSqlTime(new Date(clock.now().getTime() + 20_000))).toBe(true);
  });

  test('is not looked at while nothing of it waits, and is again with the next message', async () => {
    const id = await anEndpoint();
    t.app.webhooks.worker.start();
    await change();
    await eventually(() => receiver.received.length === 1);
    await eventually(async () => (await wakeOf(id)) === null);
    await change(4);
    await eventually(() => receiver.received.length === 2);
  });

  test('is not put to sleep by who found its line empty just before something came', async () => {
    const id = await anEndpoint();
    const [line] = await t.db.database.rows<{ line_version: string }>(
      'SELECT line_version FROM webhook_endpoints WHERE endpoint_id = ?',
      [id],
    );
    const looked = { endpoint_id: id, ordered: 0, line_version: line?.line_version ?? '' };
    await change();
    await t.db.database.run("UPDATE webhook_messages SET due_at = '2099-01-01'");
    await restEndpoint(t.app.database, looked);
    expect(((await wakeOf(id)) ?? '2099') <= toSqlTime(clock.now())).toBe(true);
  });

  test('is found by the watch where an older version put something in line without waking it', async () => {
    const id = await anEndpoint();
    await change();
    await t.db.database.run('UPDATE webhook_endpoints SET wake_at = NULL');
    t.app.webhooks.worker.start();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(receiver.received).toHaveLength(0);
    await t.app.webhooks.watch.run();
    await eventually(() => receiver.received.length === 1);
    expect((await endpointOf(id)).failures).toBe(0);
  });
});

describe('an endpoint with too much in line', () => {
  test('is disabled with its cause, a person is told, and a replay brings everything back', async () => {
    const since = new Date(Date.now() - 50);
    const id = await anEndpoint();
    const other = await anEndpoint();
    await t.app.webhooks.endpoints.update(id, { status: 'PAUSED' }, by);
    await change();
    await t.db.database.run('DELETE FROM webhook_messages WHERE endpoint_id = ?', [other]);
    await multiply(MOST_WAITING);
    expect(await t.app.webhooks.watch.run()).toMatchObject({ waiting: MOST_WAITING, disabled: 0 });
    await change(4);
    expect(await t.app.webhooks.watch.run()).toMatchObject({ disabled: 1 });

    expect(await endpointOf(id)).toMatchObject({
      status: 'DISABLED',
      cause: '101 messages waited for it, and 100 may (BELLHOP_WEBHOOK_MOST_WAITING)',
    });
    expect((await endpointOf(other)).status).toBe('ACTIVE');
    const [alert] = await t.app.alerts.list({ kind: 'webhook_disabled', limit: 10 });
    expect(alert).toMatchObject({ subject: id, partner: operator.code });
    expect(alert?.detail).toContain(`bellhop webhook resend --endpoint ${id} --since 20`);
    const metric = await t.app.metrics.webhookEndpointsDisabled.get();
    expect(metric.values).toMatchObject([{ labels: { cause: 'backlog' }, value: 1 }]);

    // What comes after is in the event log alone.
    await change(5);
    await t.app.webhooks.endpoints.update(id, { status: 'ACTIVE' }, by);
    expect(await t.app.alerts.list({ kind: 'webhook_disabled', limit: 10 })).toEqual([]);
    await t.app.webhooks.endpoints.remove(other, null);
    await t.app.webhooks.replayHistory(id, { since, owner: null, dryRun: false });
    t.app.webhooks.worker.start();
    const days = () => new Set(receiver.received.map(({ json }) => stringify(json.data['nights'])));
    await eventually(() => [3, 4, 5].every((day) => [...days()].some((text) => text.includes(t.day(day)))));
  });
});
