import { describe, expect, test } from 'vitest';
import { carryOutReplay } from '../../src/cli/messages/carry-out-replay.js';
import { planReplay } from '../../src/cli/messages/plan-replay.js';
import { MessageDesk } from './a-message-desk.js';
import { runCommand, runJson } from './run-command.js';

/* An operator's day with the journal: what is parked, what is found, what is forgotten. */

const desk = new MessageDesk();
const { operator, list, push, count, price } = desk;

describe('a push that is parked', () => {
  test('tells its sender how it is accepted, is an alert, and the accepted one is applied once', async () => {
    const refused = await push(count(0, 0, 60), 'sold-out');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('bellhop message accept sold-out');
    const [parked] = await list('--outcome', 'PARKED');
    expect(parked?.cause).toContain('bellhop message discard sold-out');
    expect(parked?.next).toContain(`bellhop message accept ${parked?.message_id}`);
    const alerts = await runJson('alert list', [], operator());
    expect(alerts.document.data['alerts']).toMatchObject([
      { kind: 'message_parked', subject: 'sold-out', partner: 'pms-1', hotel: 'HV01' },
    ]);
    expect((await runCommand('alert list', [], operator())).stderr).toContain(
      'Next: bellhop message list --outcome PARKED\n',
    );

    const tried = await runJson('message accept', ['sold-out', '--dry-run'], operator());
    expect(tried.document.data).toMatchObject({ dry_run: true, nights_changed: 61, inventory_changed: 61 });
    expect(tried.document.data['differences']).toEqual([
      {
        ...{
          room_code: 'DBL',
          rate_code: null,
          from: desk.gateway.day(0),
          to: desk.gateway.day(60),
          nights: 61,
        },
        ...{ field: 'available', stored: 5, becomes: 0 },
      },
    ]);
    expect(await desk.cli.availableOn(desk.gateway.day(30))).toBe(5);
    const accepted = await runJson('message accept', ['sold-out', '--yes'], operator());
    expect(accepted.document.data).toMatchObject({ inventory_changed: 61 });
    expect(await desk.cli.availableOn(desk.gateway.day(30))).toBe(0);

    const again = await runJson('message accept', [parked?.message_id ?? '', '--yes'], operator());
    expect([again.exit, again.document.error.code]).toEqual([6, 'CONFLICT']);
    const left = await runJson('alert list', [], operator());
    expect(left.document.data['alerts']).toEqual([]);
    await desk.gateway.load(5);
  });

  test('is found by its hotel, room and nights, and keeps its alert while another of its request waits', async () => {
    await push(count(0, 0, 60), 'twice');
    await push({ hotel_code: 'HV01', complete_set: true, updates: [] }, 'twice');
    const about = ['--outcome', 'PARKED', '--hotel', 'HV01'];
    const found = await list(...about, '--room', 'DBL', '--touches', desk.gateway.day(60));
    const both = await list(...about);
    const open = async () => {
      const { document } = await runJson('alert list', ['--kind', 'message_parked'], operator());
      return (document.data['alerts'] as unknown[]).length;
    };

    expect([found.length, both.length]).toEqual([1, 2]);
    const left: number[] = [];
    for (const { message_id } of both) {
      await runJson('message discard', [message_id, '--yes'], operator());
      left.push(await open());
    }
    expect(left).toEqual([1, 0]);
  });

  test('is dropped, stays in the journal, and is neither dropped nor accepted again', async () => {
    await push({ hotel_code: 'HV01', complete_set: true, updates: [] }, 'empty');
    const unsure = await runJson('message discard', ['empty'], operator());
    const dropped = await runJson('message discard', ['empty', '--reason', 'an update', '--yes'], operator());
    const again = await runJson('message discard', ['empty', '--yes'], operator());
    const accepted = await runJson('message accept', ['empty', '--yes'], operator());
    const [shown] = await list('--correlation', 'empty');

    expect(unsure.exit).toBe(2);
    expect(dropped.document.data).toMatchObject({ outcome_before: 'PARKED', dry_run: false });
    expect([again.exit, accepted.exit]).toEqual([6, 6]);
    expect(shown).toMatchObject({ outcome: 'DISCARDED', next: null });
    expect(shown?.cause).toMatch(/an update; was PARKED/);
    expect(await desk.cli.availableOn(desk.gateway.day(30))).toBe(5);
  });

  test('is also one that makes most prices jump; a season’s small change is not', async () => {
    expect((await push(price('120.00'), 'dearer')).status).toBe(200);
    const slip = await push(price('1.20'), 'slip');
    expect(slip.status).toBe(422);
    expect(slip.text).toContain('61 of the 61 prices');
    expect((await push(price('1.20', 0, 20), 'some')).status).toBe(200);
    const tried = await runJson('message accept', ['slip', '--dry-run'], operator());
    expect([tried.exit, tried.document.error.code]).toEqual([6, 'CONFLICT']);
    const accepted = await runJson('message accept', ['slip', '--yes'], operator());
    expect([accepted.exit, accepted.document.error.code]).toEqual([6, 'CONFLICT']);
    expect(accepted.document.error.message).toContain('newer');
    const meant = accepted.document.error.next;
    expect(meant).toMatch(/^bellhop message replay \d+ --over-newer --confirm$/);
    const id = meant.split(' ')[3] ?? '';
    const asked = await runJson('message replay', [id, '--over-newer', '--confirm'], operator());
    expect(asked.document.error.next).toBe(`${meant} --yes`);
    const unconfirmed = await runJson('message replay', [id, '--over-newer'], operator());
    expect(unconfirmed.document.error).toMatchObject({
      ...{ code: 'PARKED', next: `bellhop message replay ${id} --dry-run --confirm --over-newer` },
    });
    await runJson('message discard', ['slip', '--yes'], operator());
    await desk.gateway.load(5);
  });
});

describe('what cannot be meant', () => {
  test.each([
    ['message list', ['--from', '2027-02-01', '--to', '2027-01-01'], 'VALIDATION'],
    ['alert list', ['--hotel', 'NOPE'], 'HOTEL_NOT_FOUND'],
    ['alert list', ['--partner', '😀'], 'PARTNER_NOT_FOUND'],
  ])('is said and not answered with nothing: %s %s', async (command, flags, code) => {
    const { document } = await runJson(command, flags, operator());
    expect(document.error.code).toBe(code);
  });

  test('is nothing where it may be a name', async () => {
    expect(await list('--kind', '😀')).toEqual([]);
  });
});

test('of an accept, a discard and a replay of one parked message at once exactly one decides it', async () => {
  expect((await push(count(0, 0, 60), 'race')).status).toBe(422);
  const [parked] = await list('--outcome', 'PARKED');
  const id = parked?.message_id ?? '';

  const { app } = desk.gateway;
  const planned = async () => planReplay(app, await app.journal.show(id));
  const [accepted, replayed] = [await planned(), await planned()];
  const options = { confirmed: true, overNewer: true, dryRun: false };
  const ends = await Promise.allSettled([
    carryOutReplay(app, accepted, options),
    app.journal.decide(id, { was: 'PARKED', outcome: 'DISCARDED', cause: 'dropped' }),
    carryOutReplay(app, replayed, options),
  ]);

  const [now] = await list('--correlation', 'race');
  expect(['APPLIED', 'DISCARDED']).toContain(now?.outcome);
  expect(await desk.cli.availableOn(desk.gateway.day(40))).toBe(now?.outcome === 'APPLIED' ? 0 : 5);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(ends[1]?.status === 'fulfilled').toBe(now?.outcome === 'DISCARDED');
  await desk.gateway.load(5);
});

test('the journal is searched by room, night, hotel, direction and the token of the sender', async () => {
  const xml = desk.cli.availability({ limit: 4 });
  const headers = { 'content-type': 'text/xml' };
  await desk.gateway.call('POST', '/pms/ota', { as: 'pms-1', body: xml, headers });

  const [found] = await list('--correlation', 'e-1', '--limit', '1');
  expect(found).toMatchObject({
    kind: 'OTA_HotelAvailNotifRQ',
    rooms: ['DBL'],
    echo_token: 'e-1',
    direction: 'in',
  });
  expect(found).toMatchObject({
    first_date: desk.gateway.day(40),
    last_date: desk.gateway.day(41),
    content: 'ari',
  });
  const about = ['--hotel', 'HV01', '--kind', 'OTA_HotelAvailNotifRQ', '--limit', '1'];
  expect(await list(...about, '--room', 'DBL', '--touches', desk.gateway.day(41))).toHaveLength(1);
  expect(await list(...about, '--room', 'SGL')).toEqual([]);
  expect(await list(...about, '--touches', desk.gateway.day(50))).toEqual([]);
  expect(await list(...about, '--direction', 'out')).toEqual([]);
  expect(await list('--hotel', 'HV02')).toEqual([]);
  const today = new Date().toISOString().slice(0, 10);
  expect(await list(...about, '--from', today, '--to', today)).toHaveLength(1);
  const tail = await runCommand(
    'message tail',
    ['--last', '1', '--correlation', 'e-1', '--json'],
    operator(),
  );
  expect(JSON.parse(tail.stdout)).toMatchObject({ message_id: found?.message_id });
});

test('a guest is forgotten in what the channel sent and in what the PMS read', async () => {
  const body = {
    ...{
      hotel_id: 'HV01',
      checkin_date: desk.gateway.day(10),
      checkout_date: desk.gateway.day(11),
      guests: 2,
      rooms: 1,
    },
    ...{ room_code: 'DBL', partner_reference: 'HDE-20417' },
    guest: { first_name: 'A', last_name: 'B', email: 'guest@example.org' },
  };
  const made = await desk.gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
  expect(made.status).toBe(201);
  await desk.gateway.call('GET', '/api/reservations/feed', { as: 'pms-1' });

  const tried = await runJson('message erase', ['--reference', 'HDE-20417', '--dry-run'], operator());
  expect(tried.document.data).toMatchObject({ erased: 0, dry_run: true });
  const found = tried.document.data['messages'] as string[];
  expect(found.length).toBeGreaterThanOrEqual(2);
  const byMail = await runJson('message erase', ['--email', 'guest@example.org', '--yes'], operator());
  expect(byMail.document.data).toMatchObject({ erased: found.length, messages: found });
  for (const id of found) {
    const shown = await runJson('message show', [id], operator());
    expect(shown.document.data).toMatchObject({ body: '', emptied_for: 'erasure' });
  }
  const replayed = await runJson('message replay', [found[0] ?? '', '--yes'], operator());
  const unknown = await runJson('message erase', ['--reference', 'NONE', '--yes'], operator());
  const unclear = await runJson('message erase', ['--yes'], operator());
  expect([replayed.exit, unknown.exit, unclear.exit]).toEqual([2, 5, 2]);
});

test('feeds: a target, what is late, and what doctor says of it', async () => {
  const set = await runJson('feed set', ['pms-1', '--kind', 'ari', '--minutes', '60'], operator());
  expect(set.document.data).toMatchObject({ partner: 'pms-1', hotel: null, freshness_minutes: 60 });
  await expect
    .poll(async () => (await desk.gateway.app.feeds.list({ kind: 'ari', partner: 'pms-1' }))[0]?.state, {
      timeout: 5_000,
    })
    .toBe('fresh');
  const fine = await runJson('feed list', ['--stale'], operator());
  await desk.gateway.db.database.run("UPDATE feed_status SET last_success_at = '2020-01-01'");
  const late = await runJson('feed list', ['--stale', '--hotel', 'HV01'], operator());
  const wrong = await runJson('feed set', ['ota-1', '--kind', 'ari', '--minutes', '60'], operator());
  const neither = await runJson('feed set', ['pms-1', '--kind', 'ari'], operator());

  expect([fine.exit, fine.document.data['feeds']]).toEqual([0, []]);
  expect(late.exit).toBe(3);
  expect(late.document.data).toMatchObject({ stale: 1, feeds: [{ hotel: 'HV01', state: 'stale' }] });
  expect([wrong.exit, neither.exit]).toEqual([2, 2]);
  const { judgeFeeds } = await import('../../src/cli/doctor-feeds.js');
  expect(await judgeFeeds(desk.gateway.db.database)).toMatchObject({
    state: 'failed',
    next: 'bellhop feed list --stale',
  });
});
