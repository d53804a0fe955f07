import { expect, test } from 'vitest';
import { describeConfig, readConfig } from './config.js';
import { AppError } from './model/errors.js';

const STORES = {
  BELLHOP_MYSQL_URL: 'mysql://canary-user:canary-password@127.0.0.1:3306/b?password=canary-too',
  BELLHOP_REDIS_URL: 'redis://127.0.0.1:6379',
};

test('defaults stand where nothing is said, an empty variable says nothing', () => {
  const config = readConfig({ ...STORES, BELLHOP_PORT: '' });

  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 4100,
    roles: ['api', 'relay', 'delivery', 'projector', 'scheduler'],
  });
});

test('every fault is told at once, by its variable; what does not parse is never a default', () => {
  const read = () =>
    readConfig({ ...STORES, BELLHOP_PORT: 'abc', BELLHOP_ROLES: 'api,cook', BELLHOP_MYSQL_URL: undefined });

  expect(read).toThrow(AppError);
  expect(read).toThrow(/BELLHOP_PORT[\s\S]*BELLHOP_ROLES|BELLHOP_ROLES[\s\S]*BELLHOP_PORT/);
  expect(read).toThrow(/BELLHOP_MYSQL_URL: is not set/);
});

test('of a list of roles the wrong one is named', () => {
  expect(() => readConfig({ ...STORES, BELLHOP_ROLES: 'api, cook' })).toThrow(
    /^BELLHOP_ROLES: "cook" is no role \(.* api, relay, delivery, projector, scheduler\)$/,
  );
  expect(() => readConfig({ ...STORES, BELLHOP_ROLES: 'api,' })).toThrow('BELLHOP_ROLES: "" is no role');
});

test('a store is shown by its place, never with user, password or parameters', () => {
  const shown = describeConfig(
    readConfig({
      ...STORES,
      BELLHOP_REDIS_URL: 'redis+cluster://:canary-password@r1:7000?nodes=r2:7001,r3:7002&x=canary',
      BELLHOP_ELASTICSEARCH_URL: 'https://canary-user@search.example:9243',
      BELLHOP_CASSANDRA_PASSWORD: 'canary',
    }),
  );
  const valueOf = (env: string) => shown.find((setting) => setting.env === env)?.value;

  expect(valueOf('BELLHOP_MYSQL_URL')).toBe('mysql://***@127.0.0.1:3306/b');
  expect(valueOf('BELLHOP_REDIS_URL')).toBe('redis+cluster://***@r1:7000?nodes=r2:7001,r3:7002');
  expect(valueOf('BELLHOP_ELASTICSEARCH_URL')).toBe('https://***@search.example:9243/');
  expect(valueOf('BELLHOP_CASSANDRA_PASSWORD')).toBe('(set, hidden)');
  expect(JSON.stringify(shown)).not.toContain('canary');
});
