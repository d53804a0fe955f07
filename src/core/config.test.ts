import { expect, test } from 'vitest';
import { describeConfig, readConfig } from './config.js';
import { AppError } from './model/errors.js';

const STORES = {
  BELLHOP_MYSQL_URL: 'mysql://u:secret@127.0.0.1:3306/b',
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

test('secrets are never shown', () => {
  expect(JSON.stringify(describeConfig(readConfig(STORES)))).not.toContain('secret');
});
