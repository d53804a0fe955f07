import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const BELLHOP = fileURLToPath(new URL('../../bin/bellhop.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bellhop-spawned-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built CLI as a user starts it, with no stack and no BELLHOP_* variable but those given. */
function bellhop(
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('BELLHOP_'));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BELLHOP, ...args], {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), ...options.env },
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, ...written }));
    child.stdin.end(options.input ?? '');
  });
}

const MESSAGE = JSON.stringify({
  hotel_code: 'HV01',
  updates: [{ room_code: 'DBL', from: '2027-07-01', to: '2027-07-02', available_rooms: 3 }],
});

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

test('help lists the topics', async () => {
  const { exit, stdout } = await bellhop(['--help']);

  expect(exit).toBe(0);
  expect(stdout).toMatch(/ari +Rates and availability/);
});

test('without a stack: exit 7 with and without --json, and the command that starts one', async () => {
  const text = await bellhop(['hotel', 'list']);
  const json = await bellhop(['hotel', 'list', '--json']);

  expect([text.exit, json.exit]).toEqual([7, 7]);
  expect(text.stdout).toBe('');
  expect(text.stderr.trimEnd().split('\n').at(-1)).toMatch(/^Next: bellhop dev up/);
  expect(json.stderr).toBe('');
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    error: { code: 'UNAVAILABLE', next: expect.stringContaining('bellhop dev up') as unknown },
  });
});

test('what is piped is never taken for the name of something', async () => {
  const input = 'nowhere.json\n';
  expect(await bellhop(['load', 'report'], { input })).toMatchObject({
    ...{ exit: 2, stderr: expect.stringContaining('Missing 1 required arg: file') as unknown },
  });
  const optional = await bellhop(['archive', 'inspect'], { input });
  expect(optional.stderr).not.toContain('nowhere.json');
});

test('a flag or a command that does not exist: exit 2 with one short document', async () => {
  const flag = await bellhop(['hotel', 'list', '--bogus', '--json']);
  const command = await bellhop(['hotl', 'list', '--json']);

  expect([flag.exit, command.exit]).toEqual([2, 2]);
  expect(JSON.parse(flag.stdout)).toEqual({
    ok: false,
    error: { code: 'USAGE', message: 'Nonexistent flag: --bogus', next: 'bellhop hotel list --help' },
  });
  expect(JSON.parse(command.stdout)).toMatchObject({
    ok: false,
    error: { next: 'bellhop hotel list --help' },
  });
});

test('decode needs no server, reads standard input and exits 3 for a refused message', async () => {
  const accepted = await bellhop(['message', 'decode', '-', '--calendar', '--json'], { input: MESSAGE });
  const refused = await bellhop([
    'message',
    'decode',
    file('bad.xml', '<OTA_HotelAvailNotifRQ>'),
    '--connector',
    'ota',
    '--json',
  ]);

  expect(accepted.exit).toBe(0);
  expect(JSON.parse(accepted.stdout)).toMatchObject({
    ok: true,
    data: {
      connector: 'native',
      kind: 'ari',
      verdict: 'accepted',
      hotel_code: 'HV01',
      updates: [
        { room_code: 'DBL', rate_code: null, from: '2027-07-01', to: '2027-07-02', available: 3, set: {} },
      ],
      calendar: [
        { room_code: 'DBL', rate_code: null, date: '2027-07-01', available: 3 },
        { room_code: 'DBL', rate_code: null, date: '2027-07-02', available: 3 },
      ],
    },
  });
  expect(refused.exit).toBe(3);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    ok: true,
    data: { verdict: 'refused', faults: [{ line: 1 }] },
  });
});

test('several files give one document a line, each with its file', async () => {
  const files = [file('a.json', MESSAGE), file('b.json', '{"hotel_code":'), file('c.json', MESSAGE)];

  const { exit, stdout } = await bellhop(['message', 'decode', ...files, '--json']);

  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; data: { verdict: string } });
  expect(exit).toBe(3);
  expect(lines.map((line) => [line.file, line.data.verdict])).toEqual([
    ['a.json', 'accepted'],
    ['b.json', 'refused'],
    ['c.json', 'accepted'],
  ]);
});

test('flags have their twins in the environment', async () => {
  const env = { BELLHOP_CONNECTOR: 'native', BELLHOP_DATA: '/nowhere/at/all' };

  const decoded = await bellhop(['message', 'validate', file('a.json', MESSAGE), '--json'], { env });
  const status = await bellhop(['dev', 'status', '--json'], { env });

  expect(JSON.parse(decoded.stdout)).toMatchObject({
    data: { valid: true, messages: [{ instructions: 1 }] },
  });
  expect(JSON.parse(status.stdout)).toMatchObject({
    ok: true,
    data: { data_dir: '/nowhere/at/all', state: 'down' },
  });
});

test('an engine that is not known is refused before anything starts', async () => {
  const { exit, stderr } = await bellhop(['dev', 'up', '--with', 'kafka,rabbit']);

  expect(exit).toBe(2);
  expect(stderr).toContain('--with knows kafka, elasticsearch, cassandra, not rabbit');
});
