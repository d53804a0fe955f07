import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { aBookingEvent } from '../builders/an-event.js';
import { eventually } from '../harness/eventually.js';
import { aKafka, firsts, upTo, versionsOf, type AKafka } from './a-kafka.js';

let k: AKafka;
const children: ChildProcess[] = [];

beforeAll(async () => {
  k = await aKafka();
  await k.client.ensureTopics();
  await k.database.run('CREATE TABLE effects (outbox_id BIGINT UNSIGNED NOT NULL, pid INT NOT NULL)');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => k.close());

/** A process of the built system; resolves with its first sign of the work asked for. */
async function child(does: 'relay' | 'consume', sign: string): Promise<ChildProcess> {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'kafka-child.mjs')], {
    env: {
      PATH: process.env['PATH'],
      CHILD_MYSQL_URL: k.db.url,
      CHILD_BROKERS: k.brokers.join(','),
      CHILD_NAMESPACE: k.namespace,
      CHILD_DOES: does,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(process_);
  let said = '';
  process_.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await eventually(() => said.includes(sign), { within: 40_000, what: `the child's "${sign}"` });
  return process_;
}

it('a consumer that is killed between effect and commit loses nothing: its events come again', async () => {
  await k.write(upTo(10).map((version) => aBookingEvent({ hotel: '601', version })));
  await k.relay().drain();
  const killed = await child('consume', 'effect');
  killed.kill('SIGKILL');

  const seen = new Set<string>();
  k.bus().subscribe({
    name: 'killed',
    topics: ['bellhop.bookings'],
    handle: async (events) => {
      for (const { outbox_id } of events) seen.add(outbox_id);
    },
  });
  // The group waits for the dead member as long as its session lasts.
  await eventually(() => seen.size === 10, { within: 40_000 });
  const rows = await k.database.rows<{ outbox_id: string; pid: number }>(
    'SELECT outbox_id, pid FROM effects',
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { outbox_id } of rows) expect(seen).toContain(outbox_id);
});

it('a relay that is paused past its lease is followed by another, and begins nothing when it wakes up', async () => {
  const hotels = ['610', '611', '612', '613'];
  const paused = await child('relay', 'begun');
  let version = 0;
  const write = async (): Promise<void> => {
    version += 1;
    await k.write(hotels.map((hotel) => aBookingEvent({ hotel, version })));
  };
  while (version < 60) await write();
  await eventually(async () => (await k.outboxRows()) === 0, { what: "the child's relaying" });
  // In the middle of its work: there is always something that it has just read.
  const writing = (async () => {
    while (version < 200) await write();
  })();
  await new Promise((resolve) => setTimeout(resolve, 150));
  paused.kill('SIGSTOP');
  await writing;
  const waiting = await k.outboxRows();
  expect(waiting).toBeGreaterThan(0);

  k.relay().start();
  await eventually(async () => (await k.outboxRows()) === 0, { within: 40_000, what: 'the take-over' });
  const before = await k.messages('bookings');
  paused.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const after = await k.messages('bookings');
  // What it had handed to its client when it was paused may still come, once more, and nothing behind it.
  expect(after.length - before.length).toBeLessThanOrEqual(waiting);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await k.messages('bookings')).toHaveLength(after.length);
  for (const hotel of hotels) expect(firsts(versionsOf(after, hotel))).toEqual(upTo(200));

  // It follows now, and is there when the other goes.
  await write();
  await eventually(async () => (await k.outboxRows()) === 0);
});
