import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../builders/an-app.js';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: TestCli;
let it: TestApp;
let env: TestCli['env'];
let file: TestCli['file'];

beforeAll(async () => {
  cli = await aCli();
  ({ app: it, env, file } = cli);
});

afterAll(() => cli.close());

describe('ari', () => {
  const range = () => ['--hotel', 'HV01', '--from', it.day(10), '--to', it.day(12)];

  test('show lists the nights with counts, price, restrictions and version', async () => {
    const { document } = await runJson('ari show', [...range(), '--room', 'DBL'], env);

    const nights = document.data['nights'] as Record<string, unknown>[];
    expect(nights.map((night) => night['date'])).toEqual([it.day(10), it.day(11), it.day(12)]);
    expect(nights[0]).toMatchObject({
      room_code: 'DBL',
      available_rooms: 5,
      pms_rooms: 5,
      unacked_rooms: 0,
      price: '100.00',
      version: 1,
      rates: [{ rate_code: 'BAR', closed: false, min_stay_arrival: null }],
    });
  });

  test('an unknown room and an inverted range are told apart', async () => {
    const room = await runJson('ari show', [...range(), '--room', 'NOPE'], env);
    const dates = ['--hotel', 'HV01', '--from', it.day(12), '--to', it.day(10)];
    const inverted = await runJson('ari show', dates, env);
    const nonsense = await runJson(
      'ari show',
      ['--hotel', 'HV01', '--from', '2027-02-30', '--to', it.day(10)],
      env,
    );

    expect([room.exit, room.document.error.code]).toEqual([5, 'ROOM_NOT_FOUND']);
    expect([inverted.exit, inverted.document.error.code]).toEqual([2, 'VALIDATION']);
    expect([nonsense.exit, nonsense.document.error.code]).toEqual([2, 'USAGE']);
    expect(nonsense.document.error.message).toContain('2027-02-30');
  });

  test('calendar draws a row for each room', async () => {
    const { stdout } = await runCommand('ari calendar', range(), env);

    expect(stdout).toMatch(/^DBL +5▄ +5▄ +5▄$/m);
    expect(stdout).toMatch(/^SGL +\. +\. +\.$/m);
  });

  test('diff finds every field that a message would change, and nothing once it is applied', async () => {
    const updates = [
      { room_code: 'DBL', from: it.day(10), to: it.day(11), available_rooms: 4 },
      { room_code: 'DBL', rate_code: 'BAR', date: it.day(10), min_stay_arrival: 2 },
      { room_code: 'DBL', rate_code: 'BAR', date: it.day(12), closed: false },
    ];
    const path = file('delta.json', { hotel_code: 'HV01', updates });

    const before = await runJson('ari diff', [path], env);
    await it.push([
      { room_code: 'DBL', from: it.day(10), to: it.day(11), available: 4 },
      { room_code: 'DBL', rate_code: 'BAR', from: it.day(10), to: it.day(10), set: { min_stay_arrival: 2 } },
    ]);
    const after = await runJson('ari diff', [path, '--partner', 'pms-1'], env);

    const at = { room_code: 'DBL', rate_code: null };
    expect(before.exit).toBe(3);
    expect(before.document.data['differences']).toEqual([
      { ...at, date: it.day(10), field: 'available', file: 4, stored: 5 },
      { ...at, date: it.day(11), field: 'available', file: 4, stored: 5 },
      { ...at, rate_code: 'BAR', date: it.day(10), field: 'min_stay_arrival', file: 2, stored: null },
    ]);
    expect([after.exit, after.document.data['same']]).toEqual([0, true]);
  });

  test('diff of a complete set finds nights that it leaves out', async () => {
    const path = file('set.json', {
      hotel_code: 'HV01',
      complete_set: true,
      updates: [{ room_code: 'DBL', from: it.day(0), to: it.day(29), available_rooms: 5 }],
    });

    const { document } = await runJson('ari diff', [path], env);

    expect(document.data['differences']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ date: it.day(30), field: 'available', file: 0, stored: 5 }),
      ]),
    );
  });

  test('diff of a refused message and of a room that is not mapped', async () => {
    const refused = await runJson(
      'ari diff',
      [file('refused.json', { hotel_code: 'HV01', updates: [{}] })],
      env,
    );
    const unmapped = file('unmapped.json', {
      hotel_code: 'HV01',
      updates: [{ room_code: 'NOPE', date: it.day(3), available_rooms: 1 }],
    });
    const unknown = await runJson('ari diff', [unmapped], env);

    expect([refused.exit, refused.document.ok]).toEqual([2, false]);
    expect([unknown.exit, unknown.document.error.code]).toEqual([5, 'ROOM_NOT_FOUND']);
  });
});
