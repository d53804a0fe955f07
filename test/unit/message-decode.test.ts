import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../cli/run-command.js';

const FIXTURE = join(import.meta.dirname, '../../fixtures/ota/ping.xml');
const OTHER = join(import.meta.dirname, '../../fixtures/ota/read-undelivered.xml');
const MISSING = join(import.meta.dirname, 'no-such.xml');

test('a file that cannot be read is told by name, and those after it are read', async () => {
  const { exit, stdout } = await runCommand('message decode', [FIXTURE, MISSING, OTHER, '--json']);

  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { ok: true, file: FIXTURE, data: { verdict: 'accepted' } },
    { ok: false, file: MISSING, error: { message: expect.stringContaining(MISSING) as string } },
    { ok: true, file: OTHER },
  ]);
  expect(exit).toBe(2);
});

test('without --json the same stands among the messages', async () => {
  const { exit, stdout, stderr } = await runCommand('message decode', [MISSING, FIXTURE]);

  expect(stdout).toContain('OTA_PingRQ');
  expect(stderr).toContain(MISSING);
  expect(exit).toBe(2);
});

test('a connector that does not exist is told once', async () => {
  const { exit, stdout } = await runCommand('message decode', [
    FIXTURE,
    OTHER,
    '--connector',
    'nobody',
    '--json',
  ]);

  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(exit).toBe(2);
});
