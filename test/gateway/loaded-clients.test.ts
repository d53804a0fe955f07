import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startGateway } from '../../src/cli/dev-stack/gateway-process.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';

let db: TestDatabase;
let directory: string;

beforeAll(async () => {
  db = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'bellhop-clients-'));
});

afterAll(async () => {
  await db.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** Which clients a gateway had loaded from its start to its end. */
async function loadedBy(env: Record<string, string>): Promise<unknown> {
  const file = join(directory, 'loaded.json');
  const gateway = await startGateway({
    directory,
    port: await freePort(),
    mysqlUrl: db.url,
    redisUrl: inject('redisUrl'),
    env: {
      PATH: process.env['PATH'],
      BELLHOP_LOG_LEVEL: 'fatal',
      NODE_OPTIONS: `--require ${resolve(import.meta.dirname, '../harness/loaded-clients.cjs')}`,
      LOADED_CLIENTS_FILE: file,
      ...env,
    },
  });
  await gateway.stop();
  return JSON.parse(readFileSync(file, 'utf8'));
}

test('in the embedded form none of the three clients is loaded', async () => {
  expect(await loadedBy({})).toEqual([]);
});

test('a gateway loads the clients of the engines that it is told of, and starts while they are away', async () => {
  const away = `127.0.0.1:${await freePort()}`;

  const loaded = await loadedBy({
    BELLHOP_KAFKA_BROKERS: away,
    BELLHOP_ELASTICSEARCH_URL: `http://${away}`,
    BELLHOP_CASSANDRA_CONTACT_POINTS: away,
  });

  expect(loaded).toEqual(['kafkajs', '@elastic/elasticsearch', 'cassandra-driver']);
});
