import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKafka } from '../../src/cli/dev-stack/kafka.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import { createDeadLetters } from '../../src/core/events/dead-letters.js';
import { aBookingEvent } from '../builders/an-event.js';
import { eventually } from '../harness/eventually.js';
import { aKafka, upTo, versionsOf, firsts, type AKafka } from './a-kafka.js';

const HOTELS = ['701', '702', '703', '704', '705'];

let directory: string;
let port: number;
let broker: PrivateServer;
let k: AKafka;

const started = () => startKafka({ directory, port, quick: true });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-kafka-'));
  chmodSync(directory, 0o711);
  port = await freePort();
  k = await aKafka([`127.0.0.1:${port}`]);
});
afterAll(async () => {
  await k.close();
  await broker.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('a broker that is away at the start and later under load costs nothing but time', async () => {
  const seen = new Map<string, number[]>(HOTELS.map((hotel) => [hotel, []]));
  k.bus().subscribe({
    name: 'patient',
    topics: ['bellhop.bookings'],
    handle: async (events) => {
      for (const { hotel_id, version } of events) seen.get(hotel_id)?.push(version);
    },
  });
  k.relay().start();
  let version = 0;
  const write = async (): Promise<void> => {
    version += 1;
    await k.write(HOTELS.map((hotel) => aBookingEvent({ hotel, version })));
  };
  const arrived = () => HOTELS.every((hotel) => firsts(seen.get(hotel) ?? []).length === version);

  // Nobody listens yet.
  for (let turn = 0; turn < 20; turn += 1) await write();
  expect(await k.client.healthy()).toBe(false);
  broker = await started();
  await eventually(arrived, { within: 60_000, what: 'what was written before the broker came' });
  expect(await k.client.healthy()).toBe(true);

  k.logged.length = 0;
  let writing = true;
  const load = (async () => {
    while (writing) {
      await write();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await broker.stop();
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  // The outbox grows and the alarm's gauge tells since when.
  const waiting = await k.outboxRows();
  expect(waiting).toBeGreaterThan(100);
  await eventually(async () => ((await k.metrics.outboxAge.get()).values[0]?.value ?? 0) > 5, {
    what: 'the age',
  });
  expect((await k.metrics.outboxRows.get()).values[0]?.value).toBeGreaterThan(0);
  await expect(
    k.bus().lag({ name: 'patient', topics: ['bellhop.bookings'], handle: async () => undefined }),
  ).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  expect(k.logged.filter((line) => line.includes('"relay.failed"'))).toHaveLength(1);
  expect(k.logged.filter((line) => line.includes('"consumer.failed"')).length).toBeLessThanOrEqual(1);

  broker = await started();
  writing = false;
  await load;
  await eventually(async () => (await k.outboxRows()) === 0, { within: 60_000, what: 'the drained outbox' });
  await eventually(arrived, { within: 60_000, what: 'every event at the consumer' });
  const messages = await k.messages('bookings');
  for (const hotel of HOTELS) {
    expect(firsts(versionsOf(messages, hotel))).toEqual(upTo(version));
    expect(firsts(seen.get(hotel) ?? [])).toEqual(upTo(version));
  }
  expect(k.logged.filter((line) => line.includes('"relay.back"'))).toHaveLength(1);
  expect(await createDeadLetters(k).list({ limit: 10 })).toEqual([]);
}, 180_000);
