import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifies } from '../../../../test/builders/a-receiver.js';
import { WebhookDesk } from '../../../../test/builders/a-webhook-desk.js';
import { eventually } from '../../../../test/harness/eventually.js';

const ENV = { BELLHOP_DELIVERY_LEASE_MS: '1500', BELLHOP_WEBHOOK_TIMEOUT_MS: '2000' };
const HOUR = 3_600_000;

const desk = new WebhookDesk();
beforeAll(() => desk.open(ENV), 60_000);
afterAll(() => desk.app.close());
beforeEach(() => desk.begin());
afterEach(() => desk.end());

describe('a receiver that fails', () => {
  test('is tried again on schedule under the same id, and given up after three days', async () => {
    const { secret, endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    const id = endpoint.endpoint_id;
    desk.one.always = { status: 500 };
    await desk.change();
    await desk.quiet();
    await desk.tried(id, 1);
    desk.later(4_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(desk.one.received).toHaveLength(1);
    desk.later(2_000);
    await desk.tried(id, 2);
    for (const [times, wait] of [
      [3, 5 / 60],
      [4, 0.5],
      [5, 2],
    ] as const) {
      desk.later(wait * HOUR * 1.11);
      await desk.tried(id, times);
    }
    expect(new Set(desk.one.received.map((webhook) => webhook.id)).size).toBe(1);
    expect(desk.one.received.every((webhook) => verifies(webhook, secret))).toBe(true);
    const stamps = desk.one.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(new Set(stamps).size).toBe(5);

    desk.later(70 * HOUR);
    await desk.tried(id, 6);
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'DEAD', http_status: 500, attempts: 6 }]);
    expect(await desk.endpointOf(id)).toMatchObject({ status: 'ACTIVE', failures: 6 });

    desk.one.always = null;
    desk.later(HOUR);
    const [dead] = await desk.deliveries(id);
    await desk.t.app.webhooks.messages.resend(dead?.delivery_id ?? '', null);
    desk.t.app.webhooks.worker.wake();
    await desk.settled();
    expect(desk.one.received.at(-1)?.id).toBe(dead?.webhook_id);
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'DELIVERED', attempts: 7 }]);
  });

  test('is not called before the time that it asked for', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    desk.one.troubles.push({ status: 503, headers: { 'retry-after': '600' } });
    await desk.change();
    await desk.quiet();
    await desk.tried(endpoint.endpoint_id, 1);
    await desk.change(6);
    await desk.quiet();
    desk.later(500_000);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(desk.one.received).toHaveLength(1);
    desk.later(110_000);
    await desk.settled();
    expect(desk.one.received).toHaveLength(3);
  });

  test('and says 410 is disabled at once, what waits is kept for a replay', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    const id = endpoint.endpoint_id;
    // Not so far back that it meets what the test before has changed.
    const since = new Date(Date.now() - 50);
    desk.one.always = { status: 410 };
    await desk.change();
    await desk.settled();
    expect(await desk.endpointOf(id)).toMatchObject({ status: 'DISABLED', cause: 'it answered 410 Gone' });
    const metric = await desk.t.app.metrics.webhookEndpointsDisabled.get();
    expect(metric.values).toMatchObject([{ labels: { cause: 'gone' }, value: 1 }]);
    desk.one.always = null;
    await desk.change(7);
    await desk.quiet();
    expect(desk.one.received).toHaveLength(1);
    const dry = { since, owner: null, dryRun: true };
    const replayed = { ...dry, dryRun: false };
    await expect(desk.t.app.webhooks.replayHistory(id, replayed)).rejects.toThrow('resume');
    const { messages, replayHistory, endpoints } = desk.t.app.webhooks;
    const [dead] = await desk.deliveries(id);
    await expect(messages.resend(dead?.delivery_id ?? '', null)).rejects.toThrow('resume');

    await endpoints.update(id, { status: 'ACTIVE' }, { owner: null, origin: 'operator' });
    expect(await replayHistory(id, dry)).toEqual({ again: 1, fresh: 1 });
    expect(await replayHistory(id, replayed)).toEqual({ again: 1, fresh: 1 });
    await desk.settled();
    const [other] = (await desk.deliveries(id)).filter(
      ({ delivery_id }) => delivery_id !== dead?.delivery_id,
    );
    const ids = [dead?.webhook_id, dead?.webhook_id, other?.webhook_id];
    expect(desk.one.received.map((webhook) => webhook.id).sort()).toEqual(ids.sort());
  });

  test('for five days is disabled with its cause, others are not', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    const { endpoint: other } = await desk.subscribe(desk.app.operator, desk.two);
    desk.one.always = { status: 500 };
    for (let day = 0; day <= 5; day++) {
      await desk.change(day + 10);
      await desk.quiet();
      await eventually(async () => (await desk.deliveries(other.endpoint_id))[0]?.state === 'DELIVERED');
      const { failures } = await desk.endpointOf(endpoint.endpoint_id);
      if (failures < day + 1)
        await eventually(async () => (await desk.endpointOf(endpoint.endpoint_id)).failures > day);
      desk.later(24.1 * HOUR);
    }
    await eventually(async () => (await desk.endpointOf(endpoint.endpoint_id)).status === 'DISABLED');
    expect((await desk.endpointOf(endpoint.endpoint_id)).cause).toContain(
      'nothing but failures for 120 hours',
    );
    expect(await desk.endpointOf(other.endpoint_id)).toMatchObject({ status: 'ACTIVE', failures: 0 });
    // What was put in line in that very moment is given up by the next sweep.
    await desk.t.app.webhooks.prune();
    await desk.settled();
  });

  test('is left alone after five failures in a row, and gets all when it is back', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    desk.one.always = { status: 500 };
    for (let day = 10; day < 17; day++) await desk.change(day);
    await desk.quiet();
    await eventually(async () => (await desk.endpointOf(endpoint.endpoint_id)).failures >= 5);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const before = desk.one.received.length;
    desk.later(20_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(desk.one.received.length).toBe(before);
    desk.one.always = null;
    desk.later(600_000);
    await desk.settled();
    expect(new Set(desk.one.received.filter(({ status }) => status === 204).map(({ id }) => id)).size).toBe(
      7,
    );
  });
});
