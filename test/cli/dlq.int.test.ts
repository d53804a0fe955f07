import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { aBookingEvent } from '../builders/an-event.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { runCommand, runJson } from './run-command.js';

let t: TestApp;
let env: Record<string, string>;
let ids: string[];

beforeAll(async () => {
  t = await anApp();
  env = {
    BELLHOP_MYSQL_URL: t.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(tmpdir(), 'bellhop-no-stack'),
  };
  const event = {
    ...aBookingEvent({ hotel: t.hotelId }),
    outbox_id: '1',
    request_id: null,
    occurred_at: '2027-01-02T03:04:05.678Z',
  };
  const consumer = [...t.app.consumers.keys()].at(0) ?? '';
  for (const source of ['1', '2', '3'])
    await t.app.deadLetters.park({
      consumer,
      source,
      topic: event.topic,
      event,
      cause: `Error: no ${source}`,
    });
  await t.app.deadLetters.park({
    consumer: 'gone',
    source: '4',
    topic: event.topic,
    event: null,
    cause: 'unreadable',
  });
  ids = (await t.app.deadLetters.list({ limit: 10 })).map(({ dead_letter_id }) => dead_letter_id).reverse();
});
afterAll(() => t.close());

const stateOf = async (index: number) => (await t.app.deadLetters.show(ids[index] ?? '')).state;

test('list shows those that are parked, in pages', async () => {
  const { document, exit } = await runJson('dlq list', ['--limit', '3'], env);
  expect(exit).toBe(0);
  expect(document.data).toMatchObject({ next_before: ids[1] });
  const table = await runCommand('dlq list', ['--consumer', 'gone'], env);
  expect(table.stdout).toContain('unreadable');
  expect(table.stdout).not.toContain('Error: no');
});

test('show gives the event and its cause', async () => {
  const { document } = await runJson('dlq show', [ids[0] ?? ''], env);
  expect(document.data).toMatchObject({ cause: 'Error: no 1', event: { type: 'BookingConfirmed' } });
  expect((await runJson('dlq show', ['99999'], env)).exit).toBe(5);
});

test('retry hands them to their consumer; a dry run does not', async () => {
  const both = [ids[0] ?? '', ids[1] ?? ''];
  await runJson('dlq retry', [...both, '--dry-run'], env);
  expect(await stateOf(0)).toBe('PARKED');
  const { document, exit } = await runJson('dlq retry', both, env);
  expect(exit).toBe(0);
  expect(document.data).toMatchObject({ retried: [{ state: 'RETRIED' }, { state: 'RETRIED' }] });
  expect(await stateOf(1)).toBe('RETRIED');
  expect((await runJson('dlq retry', [ids[3] ?? ''], env)).document.error.code).toBe('CONFLICT');
});

test('retry tells of each that cannot be retried and goes on with the others', async () => {
  await t.db.database.run("UPDATE dead_letters SET state = 'PARKED' WHERE dead_letter_id = ?", [
    ids[1] ?? '',
  ]);
  const args = ['99999', ids[0] ?? '', ids[3] ?? '', ids[1] ?? ''];

  const told = await runCommand('dlq retry', [...args, '--dry-run'], env);
  expect(told.exit).toBe(8);
  expect(await stateOf(1)).toBe('PARKED');
  const { exit, document } = await runJson('dlq retry', args, env);

  expect(exit).toBe(8);
  expect(document.data).toMatchObject({
    retried: [{ dead_letter_id: ids[1], state: 'RETRIED' }],
    refused: [
      { dead_letter_id: '99999', code: 'NOT_FOUND' },
      { dead_letter_id: ids[0], code: 'CONFLICT' },
      { dead_letter_id: ids[3], code: 'CONFLICT' },
    ],
  });
  expect(await stateOf(1)).toBe('RETRIED');
  expect((await runJson('dlq retry', ['99999'], env)).exit).toBe(5);
});

test('discard asks, and leaves alone what is decided', async () => {
  const asked = await runJson('dlq discard', [ids[2] ?? ''], env);
  expect(asked.document.error.code).toBe('VALIDATION');
  expect(await stateOf(2)).toBe('PARKED');
  const { document, exit } = await runJson('dlq discard', [ids[2] ?? '', ids[0] ?? '', '--yes'], env);
  expect(exit).toBe(8);
  expect(document.data).toMatchObject({ discarded: [ids[2]], unchanged: [ids[0]] });
  expect(await stateOf(2)).toBe('DISCARDED');
});

test('db verify does not look for events in the log where they go to Kafka', async () => {
  await t.load(3, 0, 20);
  await t.book();
  await t.app.relay.drain();
  await t.db.database.run('DELETE FROM event_log');
  expect((await runJson('db verify', [], env)).exit).toBe(3);
  expect((await runJson('db verify', [], { ...env, BELLHOP_KAFKA_BROKERS: '127.0.0.1:9' })).exit).toBe(0);
});
