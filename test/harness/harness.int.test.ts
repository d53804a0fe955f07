import { afterAll, beforeAll, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { requireMigrated } from '../../src/core/platform/migrate.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { createTestRedis, startPrivateRedis } from './redis.js';

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase({ migrated: false })]);
});

afterAll(async () => {
  await Promise.all([first.drop(), second.drop()]);
});

test('a test database has every migration and shares nothing with another', async () => {
  await requireMigrated(first.database);
  await first.database.run('CREATE TABLE only_here (id INT PRIMARY KEY)');

  const tables = await second.database.rows('SHOW TABLES');

  expect(tables).toEqual([]);
});

test('two test files share no key in Redis', async () => {
  const [one, other] = await Promise.all([createTestRedis(), createTestRedis()]);
  const clients = [new Redis(one.url), new Redis(other.url)] as const;
  await clients[0].set('key', 'one');

  const seen = await clients[1].get('key');

  expect(one.url).not.toBe(other.url);
  expect(seen).toBeNull();
  for (const client of clients) client.disconnect();
});

test('a private Redis can be killed without harm to the shared one', async () => {
  const shared = await createTestRedis();
  const own = await startPrivateRedis();
  process.kill(own.pid, 'SIGKILL');
  await own.ended;

  const client = new Redis(shared.url);
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
  await own.stop();
});
