import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client as ElasticsearchClient } from '@elastic/elasticsearch';
import { Client as CassandraClient } from 'cassandra-driver';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, expect, inject, test } from 'vitest';
import { processIdentity } from '../../src/cli/dev-stack/process-identity.js';
import type { Profile } from '../../src/cli/dev-stack/profile.js';
import '../harness/global-setup.js';

const BELLHOP = fileURLToPath(new URL('../../bin/bellhop.js', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'bellhop-with-'));
chmodSync(data, 0o711);

afterAll(async () => {
  await run(['dev', 'down']);
  rmSync(data, { recursive: true, force: true });
});

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^BELLHOP_(?!CACHE)/.test(name));
  return spawn(process.execPath, [BELLHOP, ...args, '--json'], {
    env: { ...Object.fromEntries(inherited), BELLHOP_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function run<T>(args: readonly string[], env?: Record<string, string>): Promise<T> {
  const child = start(args, env);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return (JSON.parse(text) as { data: T }).data;
}

interface Status {
  readonly state: string;
  readonly servers: readonly { readonly name: string; readonly state: string; readonly pid?: number }[];
}

const up = (args: readonly string[], env?: Record<string, string>): Promise<Profile> =>
  run<Profile>(['dev', 'up', '--port', '0', '--detach', ...args], env);

/** How each of them answers to its own plain client. */
async function askEngines({ kafka = [], elasticsearch = '', cassandra = '' }: Profile): Promise<unknown[]> {
  const admin = new Kafka({ brokers: kafka, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  await admin.disconnect();
  const search = new ElasticsearchClient({ node: elasticsearch });
  const health = await search.cluster.health();
  await search.close();
  const views = new CassandraClient({ contactPoints: [cassandra], localDataCenter: 'datacenter1' });
  const { rows } = await views.execute('SELECT cluster_name FROM system.local');
  await views.shutdown();
  return [brokers.length, health.cluster_name, String(rows[0]?.['cluster_name'])];
}

test('engines that are asked for run, are told to everyone, stop with the rest and keep away afterwards', async () => {
  const profile = await up(['--with', 'kafka,elasticsearch,cassandra']);
  const written = JSON.parse(readFileSync(join(data, 'profile.json'), 'utf8')) as Profile;
  const answers = await askEngines(profile);
  const running = await run<Status>(['dev', 'status']);
  const config = await run<{ settings: { env: string; value: string }[] }>(['config', 'show']);
  const { stopped } = await run<{ stopped: string[] }>(['dev', 'down']);

  expect(written).toEqual(profile);
  expect(Object.keys(profile.pids).toSorted()).toEqual(
    ['cassandra', 'elasticsearch', 'gateway', 'kafka', 'mysql', 'redis'].toSorted(),
  );
  expect(answers).toEqual([1, 'bellhop', 'bellhop']);
  expect(running.state).toBe('up');
  expect(Object.fromEntries(running.servers.map(({ name, pid }) => [name, pid]))).toEqual(profile.pids);
  expect(JSON.stringify(config)).toContain(String(profile.kafka));
  expect(stopped).toEqual(['gateway', 'kafka', 'elasticsearch', 'cassandra', 'redis', 'mysql']);
  for (const pid of Object.values(profile.pids).filter((known) => known !== undefined))
    expect(processIdentity(pid)).toBeUndefined();
}, 300_000);

test('without --with they stay off and keep their data; one that a variable names is used and never ended', async () => {
  const brokers = inject('kafkaBrokers') ?? [];
  const profile = await up([], { BELLHOP_KAFKA_BROKERS: brokers.join(',') });
  const status = await run<Status>(['dev', 'status']);
  await run(['dev', 'down']);

  expect(profile.kafka).toEqual(brokers);
  expect(profile).not.toHaveProperty('elasticsearch');
  expect(Object.keys(profile.pids).toSorted()).toEqual(['gateway', 'mysql', 'redis']);
  expect(status.servers.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'gateway running',
    'kafka external',
    'redis running',
    'mysql running',
  ]);
  expect(existsSync(join(data, 'cassandra', 'data', 'data', 'system'))).toBe(true);
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.disconnect();
}, 120_000);
