import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MAX_RATE, MAX_SECONDS, requireBounded, requireLoopback } from './limits.js';
import { requireWritable } from '../output/require-writable.js';
import { resolveTarget } from './resolve-target.js';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['http://127.0.0.1:4100', 'http://127.8.0.1', 'http://localhost:4100', 'http://[::1]:4100'])(
  '%s may be loaded',
  (url) => {
    expect(() => requireLoopback(new URL(url), { allowRemote: false })).not.toThrow();
  },
);

test.each([
  'https://bellhop.example',
  'http://10.0.0.7:4100',
  'http://127.0.0.1.example',
  'http://localhost.example',
])('%s may be loaded only by saying so', (url) => {
  expect(() => requireLoopback(new URL(url), { allowRemote: true })).not.toThrow();
  expect(() => requireLoopback(new URL(url), { allowRemote: false })).toThrow(
    expect.objectContaining({
      code: 'VALIDATION',
      message: expect.stringContaining('--allow-remote') as string,
    }),
  );
});

test('a run is bounded in its requests', () => {
  expect(() => requireBounded({ arrivals: 'constant', rate: 1_000, seconds: 900 })).not.toThrow();
  expect(() => requireBounded({ arrivals: 'constant', rate: MAX_RATE, seconds: MAX_SECONDS })).toThrow(
    expect.objectContaining({ code: 'VALIDATION' }),
  );
});

test('stores are at hand through their variable, and otherwise a key is needed', () => {
  const flags = { data: folder, gateway: new URL('http://127.0.0.1:9/'), key: undefined };
  const mysql = { BELLHOP_MYSQL_URL: 'mysql://127.0.0.1:9/x' };

  expect(resolveTarget(flags, mysql)).toMatchObject({ stores: true });
  expect(resolveTarget({ ...flags, key: 'k' }, {})).toMatchObject({ stores: false, key: 'k' });
  expect(() => resolveTarget(flags, {})).toThrow(
    expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('--data') as string }),
  );
});

test('a report that could not be written is known before the run', async () => {
  writeFileSync(join(folder, 'old.json'), '{}');

  await expect(requireWritable(join(folder, 'new.json'))).resolves.toBeUndefined();
  await expect(requireWritable(join(folder, 'old.json'))).resolves.toBeUndefined();
  await expect(requireWritable(folder)).rejects.toMatchObject({ code: 'VALIDATION' });
  await expect(requireWritable(join(folder, 'none', 'new.json'))).rejects.toMatchObject({
    code: 'VALIDATION',
  });
});
