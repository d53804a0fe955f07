import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { aGateway, type TestGateway } from '../gateway/a-gateway.js';
import { problemOf } from '../gateway/serve.js';
import { severableProxy, type SeverableProxy } from '../gateway/severable-proxy.js';

const alias = `search_${randomBytes(6).toString('hex')}`;
let client: Client;
let proxy: SeverableProxy;
let gateway: TestGateway;
let subscription: Subscription;

beforeAll(async () => {
  const url = new URL(inject('elasticsearchUrl') ?? '');
  client = new Client({ node: url.origin });
  proxy = await severableProxy({ host: url.hostname, port: Number(url.port) });
  gateway = await aGateway({
    env: {
      BELLHOP_ELASTICSEARCH_URL: `http://127.0.0.1:${proxy.port}`,
      BELLHOP_ELASTICSEARCH_INDEX: alias,
    },
  });
  gateway.app.relay.start();
  const consumer = gateway.app.consumers.get('search');
  if (consumer === undefined) throw new Error('the app has no consumer "search"');
  subscription = gateway.app.bus.subscribe(consumer);
});
afterAll(async () => {
  await subscription.stop();
  await gateway.close();
  await proxy.close();
  const found = await client.indices.get({ index: `${alias}_v*` });
  for (const name of Object.keys(found)) await client.indices.delete({ index: name });
  await client.close();
});

const stay = () => `checkin_date=${gateway.day(10)}&checkout_date=${gateway.day(12)}`;
const search = () => gateway.call('GET', `/api/hotels/search?location=Porto&${stay()}`);

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within 30 s: ${what}`);
    await sleep(200);
  }
}

async function finds(hotels: number): Promise<boolean> {
  const response = await search();
  if (response.status !== 200) return false;
  return ((await response.json()) as { hotels: unknown[] }).hotels.length === hotels;
}

test('without any index a search finds nothing; the first events make it', async () => {
  await gateway.load(0);
  await until('the index is there', async () => client.indices.existsAlias({ name: alias }));

  expect(await finds(0)).toBe(true);
});

test('Elasticsearch away: search says so at once, the rest goes on, and the index catches up', async () => {
  expect(await gateway.app.searchIndex.healthy()).toBe(true);
  proxy.sever();

  const response = await search();
  await gateway.load(3);
  await gateway.app.relay.drain();
  const quote = await gateway.call('GET', `/api/hotels/HV01/quote?${stay()}`);

  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await problemOf(response)).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  expect(quote.status).toBe(200);
  expect(await gateway.app.searchIndex.healthy()).toBe(false);
  await expect(gateway.app.rebuildSearch()).rejects.toMatchObject({ code: 'UNAVAILABLE' });

  // Long enough for the projector to have tried in vain.
  await sleep(1_500);
  await proxy.restore();

  await until('the hotel is found', () => finds(1));
  const [row] = await gateway.db.database.rows<{ letters: string }>(
    'SELECT COUNT(*) AS letters FROM dead_letters',
  );
  expect(Number(row?.letters)).toBe(0);
});
