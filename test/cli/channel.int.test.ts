import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aChannel, type TestChannel } from '../builders/a-channel.js';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: TestCli;
let channel: TestChannel;
let env: Record<string, string>;
beforeAll(async () => {
  cli = await aCli();
  channel = await aChannel('channex');
  env = { ...cli.env, BELLHOP_SECRET_KEY: Buffer.alloc(32, 5).toString('base64') };
  const partner_code = 'chan';
  await cli.app.app.partners.create({ code: partner_code, name: 'Chan', kind: 'ota', connector: 'channex' });
  for (const [kind, our_code] of [
    ['hotel', 'HV01'],
    ['room', 'DBL'],
    ['rate', 'BAR'],
  ] as const) {
    await cli.app.app.mappings.set({
      ...{ partner_code, hotel_code: 'HV01', kind, our_code, their_code: our_code },
    });
  }
});
afterAll(async () => {
  await channel.close();
  await cli.close();
});

async function connect(flags: readonly string[], settings = env) {
  const stdin = vi.spyOn(process, 'stdin', 'get');
  stdin.mockReturnValue(Readable.from([Buffer.from('s3cret\n')]) as unknown as typeof process.stdin);
  try {
    return await runJson('channel connect', ['chan', '--password-stdin', ...flags], settings);
  } finally {
    stdin.mockRestore();
  }
}

test('a channel is connected only with a key, to where it may be sent', async () => {
  const noKey = await connect(['--url', channel.url], cli.env);
  const plain = await connect(['--url', 'http://channel.example/ari']);
  const inside = await connect(['--url', 'https://169.254.169.254/']);

  expect(noKey).toMatchObject({ exit: 2, document: { ok: false, error: { code: 'CONFIG' } } });
  expect(plain.document.error.message).toContain('BELLHOP_DELIVERY_ALLOW');
  expect(inside.document.error.message).toContain('own network');
  expect((await runJson('channel list', [], env)).document.data).toEqual({ channels: [] });

  const nobody = await runJson('channel connect', ['nope', '--url', channel.url], env);
  const silent = await runJson('channel connect', ['chan', '--url', channel.url], env);
  expect([nobody.exit, nobody.document.error.code]).toEqual([5, 'PARTNER_NOT_FOUND']);
  expect([silent.exit, silent.document.error.message]).toEqual([
    2,
    expect.stringContaining('--password-stdin'),
  ]);
});

test('connected, tested, synced, paused and resumed, without the password anywhere', async () => {
  const made = await connect(['--url', channel.url]);
  const tried = await runJson('channel test', ['chan', '--hotel', 'HV01'], env);
  const listed = await runCommand('channel list', [], env);
  const synced = await runJson('channel sync', ['chan', '--hotel', 'HV01'], env);
  const paused = await runJson('channel pause', ['chan'], env);
  const resumed = await runJson('channel resume', ['chan'], env);

  expect(made.document.data).toMatchObject({
    channel: { partner: 'chan', status: 'ACTIVE', url: channel.url },
  });
  expect(tried).toMatchObject({ exit: 0, document: { data: { ok: true } } });
  expect(channel.received[0]?.headers['user-api-key']).toBe('s3cret');
  expect(synced.document.data).toMatchObject({ hotels: 1 });
  expect(paused.document.data).toMatchObject({ channel: { status: 'PAUSED' } });
  expect(resumed.document.data).toMatchObject({ channel: { status: 'ACTIVE' } });
  expect(JSON.stringify([made, tried, listed, synced])).not.toContain('s3cret');
});

test('a channel that refuses is told of with exit code 3', async () => {
  channel.troubles.push({ status: 401, body: '{}' });
  const tried = await runJson('channel test', ['chan'], env);
  expect(tried).toMatchObject({ exit: 3, document: { data: { ok: false, tries: [{ status: 401 }] } } });
});

test('what waits is listed, paused and made due again; what is not parked cannot be given up', async () => {
  const listed = await runJson('delivery list', ['--partner', 'chan'], env);
  const [lane] = listed.document.data.deliveries as { delivery_id: string; state: string; sync: string }[];
  expect(lane).toMatchObject({ state: 'PENDING', sync: 'WANTED', hotel: 'HV01' });
  const id = lane?.delivery_id ?? '';
  const state = async () =>
    ((await runJson('delivery list', [], env)).document.data.deliveries as { state: string }[])[0]?.state;

  await runJson('delivery pause', [id], env);
  expect(await state()).toBe('PAUSED');
  await runJson('delivery retry', [id], env);
  expect(await state()).toBe('PENDING');
  const discarded = await runJson('delivery discard', [id, '--yes'], env);
  expect(discarded).toMatchObject({ exit: 6, document: { error: { code: 'CONFLICT' } } });
  const unknown = await runJson('delivery retry', ['42'], env);
  expect(unknown).toMatchObject({ exit: 5, document: { error: { code: 'NOT_FOUND' } } });

  const none = await runCommand('delivery list', ['--state', 'PARKED'], env);
  await cli.app.db.database.run("UPDATE deliveries SET state = 'PARKED'");
  const parked = await runCommand('delivery list', ['--state', 'PARKED'], env);
  expect([none.stderr.trim(), parked.stderr]).toEqual([
    'None is like that.',
    expect.stringContaining(`bellhop delivery retry ${id}, or delivery discard ${id}`) as string,
  ]);
});

test('doctor says which channel is down, paused, or refused something, and the command that helps', async () => {
  const { judgeChannels } = await import('../../src/cli/doctor-channels.js');
  const { database } = cli.app.db;
  await database.run("UPDATE channel_endpoints SET status = 'ACTIVE', failures = 0");
  await database.run("UPDATE deliveries SET state = 'DONE'");
  expect(await judgeChannels(database)).toMatchObject({
    state: 'ok',
    detail: 'all 1 take what they are sent',
  });

  await database.run("UPDATE channel_endpoints SET status = 'PAUSED'");
  expect(await judgeChannels(database)).toEqual({
    ...{ state: 'off', detail: 'paused: chan', next: 'bellhop channel resume chan' },
  });
  await database.run(
    `INSERT INTO deliveries (delivery_id, partner_id, hotel_id, kind, subject, state, due_at, updated_at)
     SELECT 77, partner_id, 1, 'ari', 'x', 'PARKED', NOW(3), NOW(3) FROM channel_endpoints`,
  );
  expect(await judgeChannels(database)).toEqual({
    ...{ state: 'failed', detail: '1 of chan refused and parked; paused: chan' },
    next: 'bellhop delivery list --state PARKED',
  });
  await database.run(
    "UPDATE channel_endpoints SET status = 'ACTIVE', failures = 5, last_outcome = 'ECONNREFUSED'",
  );
  const doctor = await runJson('doctor', [], env);
  expect(doctor.document.data['checks']).toContainEqual({
    ...{
      check: 'channels',
      state: 'failed',
      detail: 'down: chan (ECONNREFUSED); 1 of chan refused and parked',
    },
    next: 'bellhop channel list',
  });
  expect(doctor.exit).toBe(3);

  await database.run("UPDATE channel_endpoints SET status = 'CLOSING'");
  expect(await judgeChannels(database)).toMatchObject({
    ...{
      state: 'failed',
      detail: 'down: chan (being disconnected; ECONNREFUSED); 1 of chan refused and parked',
    },
  });
});
