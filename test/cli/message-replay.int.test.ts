import { describe, expect, test } from 'vitest';
import { findReplayed, replaySeveral } from '../../src/cli/messages/replay-several.js';
import { MessageDesk } from './a-message-desk.js';
import { runCommand, runJson } from './run-command.js';

/* What is repeated of the journal: one message, several, and what stops them. */

const desk = new MessageDesk();
const { operator, list, push, count } = desk;

describe('a replay', () => {
  test('that would run backwards says so and does nothing until that is meant', async () => {
    await push(count(3), 'older');
    await push(count(4), 'newer');
    const shown = await runCommand('message replay', ['older', '--dry-run'], operator());
    const refused = await runJson('message replay', ['older', '--yes'], operator());
    const [older] = await list('--correlation', 'older');
    const flagged = `message replay ${older?.message_id ?? ''} --over-newer`;
    expect(shown.stdout).toMatch(
      new RegExp(`Backwards: 1 newer message\\(s\\) .*; this needs "${flagged}"\\.`),
    );
    const asked = await runJson('message replay', ['older'], operator());
    expect([asked.exit, asked.document.error.next]).toEqual([6, `bellhop ${flagged}`]);
    const said = await runCommand('message replay', ['older', '--over-newer', '--dry-run'], operator());
    expect([said.exit, said.stdout.includes('this needs')]).toEqual([0, false]);
    const several = await runCommand('message replay', ['--correlation', 'older', '--dry-run'], operator());
    expect(several.stdout).toContain('(only with --over-newer)');
    expect([refused.exit, refused.document.error.code]).toEqual([6, 'CONFLICT']);
    expect(await desk.cli.availableOn(desk.gateway.day(30))).toBe(4);

    const meant = await runJson('message replay', ['older', '--over-newer', '--yes'], operator());
    expect(meant.document.data).toMatchObject({ nights_changed: 1, inventory_changed: 1 });
    expect(await desk.cli.availableOn(desk.gateway.day(30))).toBe(3);
    await desk.gateway.load(5);
  });

  test('that is older by the clock of its sender is taken where that is meant, and no push behind it is older', async () => {
    const at = (seconds: number) => ({ sent_at: new Date(Date.now() - seconds * 1_000).toISOString() });
    await push({ ...count(3, 31), ...at(30) }, 'clock-older');
    await push({ ...count(4, 31), ...at(20) }, 'clock-newer');

    const meant = await runJson('message replay', ['clock-older', '--over-newer', '--yes'], operator());
    expect(meant.document.data).toMatchObject({ nights_changed: 1, inventory_changed: 1 });
    expect(await desk.cli.availableOn(desk.gateway.day(31))).toBe(3);

    await push({ ...count(9, 31), ...at(25) }, 'clock-late');
    expect(await desk.cli.availableOn(desk.gateway.day(31))).toBe(3);
    await desk.gateway.load(5);
  });

  test('of several goes in the order of receipt, and the last word is the last', async () => {
    const from = new Date().toISOString();
    for (const [available, id] of [
      [1, 'a-1'],
      [2, 'a-2'],
    ] as const)
      await push(count(available, 33), id);
    await desk.gateway.db.database.run('UPDATE room_inventory SET pms_rooms = 5, available_rooms = 5');
    const filter = [
      '--hotel',
      'HV01',
      '--touches',
      desk.gateway.day(33),
      '--from',
      from,
      '--kind',
      'AriPush',
      '--room',
      'DBL',
    ];
    const meant = (await list(...filter)).filter(({ outcome }) => outcome === 'APPLIED');
    const tried = await runJson('message replay', [...filter, '--dry-run'], operator());
    const done = await runJson('message replay', [...filter, '--yes'], operator());
    const nothing = await runJson('message replay', ['--yes'], operator());

    expect((tried.document.data['messages'] as unknown[]).length).toBe(meant.length);
    expect(done.exit).toBe(0);
    const replayed = (done.document.data['messages'] as { message_id: string }[]).map(
      ({ message_id }) => message_id,
    );
    expect(replayed).toEqual([...replayed].sort());
    const [one] = await list('--correlation', 'a-1');
    const [other] = await list('--correlation', 'a-2');
    expect(replayed).toEqual([one?.message_id, other?.message_id]);
    expect(await desk.cli.availableOn(desk.gateway.day(33))).toBe(2);
    expect([nothing.exit, nothing.document.error.code]).toEqual([2, 'VALIDATION']);
    await desk.gateway.load(5);
  });

  test('of several that is stopped has carried out the one under way and no other', async () => {
    const from = new Date().toISOString();
    for (const available of [1, 2, 3]) await push(count(available, 35), `stop-${available}`);
    await desk.gateway.db.database.run('UPDATE room_inventory SET pms_rooms = 5, available_rooms = 5');
    const partner = await desk.gateway.app.partners.get('pms-1');
    const filter = { partner_id: partner.partner_id, from: new Date(from), hotel_code: 'HV01' };
    const meant = await findReplayed(desk.gateway.app, filter, false);
    const stopping = new AbortController();
    const options = { confirmed: false, overNewer: false, dryRun: false, stopped: stopping.signal };

    const done = await replaySeveral(
      desk.gateway.app,
      meant,
      options,
      (before) => before === 1 && stopping.abort(),
    );

    expect(meant).toHaveLength(3);
    expect(done.map((one) => one.message_id)).toEqual(meant.slice(0, 2).map((one) => one.message_id));
    expect(await desk.cli.availableOn(desk.gateway.day(35))).toBe(2);
    await desk.gateway.load(5);
  });
});
