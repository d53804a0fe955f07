import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeProfile } from './dev-stack/profile.js';
import { resolveConfig } from './stores.js';

const MYSQL = 'mysql://bellhop:secret@127.0.0.1:3306/bellhop';
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bellhop-profile-'));
  writeProfile(dataDir, {
    gateway: 'http://127.0.0.1:4100',
    mysql: MYSQL,
    redis: 'redis://127.0.0.1:6379',
    kafka: ['127.0.0.1:29092'],
    elasticsearch: 'http://127.0.0.1:29200',
    cassandra: '127.0.0.1:29042',
    keys: { admin: 'a', pms: 'p', ota: 'o' },
    partners: { pms: 'demo-pms', ota: 'demo-ota' },
    pids: { gateway: 1 },
  });
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

test('a command works on the engines of the stack that it works on', () => {
  expect(resolveConfig(dataDir, {})).toMatchObject({
    kafkaBrokers: ['127.0.0.1:29092'],
    elasticsearchUrl: 'http://127.0.0.1:29200',
    cassandraContactPoints: ['127.0.0.1:29042'],
  });
  expect(resolveConfig(dataDir, { BELLHOP_MYSQL_URL: MYSQL })).toMatchObject({
    kafkaBrokers: ['127.0.0.1:29092'],
  });
});

test('a variable goes before the profile; an empty one is none', () => {
  const config = resolveConfig(dataDir, {
    BELLHOP_KAFKA_BROKERS: 'own:9092',
    BELLHOP_ELASTICSEARCH_URL: '',
  });

  expect(config).toMatchObject({
    kafkaBrokers: ['own:9092'],
    elasticsearchUrl: 'http://127.0.0.1:29200',
  });
});

test('another database than that of the stack does not get its engines', () => {
  const config = resolveConfig(dataDir, {
    BELLHOP_MYSQL_URL: 'mysql://other:secret@db:3306/bellhop',
    BELLHOP_REDIS_URL: 'redis://cache:6379',
  });

  expect(config).toMatchObject({ kafkaBrokers: null, elasticsearchUrl: null, cassandraContactPoints: null });
});
