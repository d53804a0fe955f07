import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aHotel } from '../builders/a-hotel.js';
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

describe('hotel', () => {
  test('onboard makes a hotel once, then finds nothing to change', async () => {
    const path = file('new.json', aHotel({ code: 'NEW1', pms: it.pms.code, otas: [it.ota.code] }));

    const tried = await runJson('hotel onboard', [path, '--dry-run'], env);
    const first = await runJson('hotel onboard', [path], env);
    const second = await runJson('hotel onboard', [path], env);

    expect(tried.document.data).toMatchObject({ code: 'NEW1', hotel_id: null, created: true, dry_run: true });
    expect(first.document).toMatchObject({
      ok: true,
      data: { code: 'NEW1', created: true, dry_run: false },
      meta: { command: 'hotel onboard' },
    });
    expect(second.document.data).toMatchObject({ created: false, changes: [] });
    expect([tried.exit, first.exit, second.exit]).toEqual([0, 0, 0]);
  });

  test('a faulty file is a usage error with the place of every fault', async () => {
    const path = file('bad.json', { ...aHotel({ code: 'BAD1' }), currency: 'XXY', stars: 5 });

    const { exit, document } = await runJson('hotel onboard', [path], env);

    expect(exit).toBe(2);
    expect(document).toMatchObject({ ok: false, error: { code: 'VALIDATION' } });
    expect(document.error.faults).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/currency' }),
        expect.objectContaining({ pointer: '/stars' }),
      ]),
    );
  });

  test('text that is not JSON, and a file that is not there', async () => {
    const broken = await runJson('hotel onboard', [file('broken.json', '{"code":')], env);
    const missing = await runJson('hotel onboard', [`${file('there.json', {})}.not`], env);

    expect([broken.exit, broken.document.error.code]).toEqual([2, 'MALFORMED']);
    expect([missing.exit, missing.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(missing.document.error.message).toContain('ENOENT');
  });

  test('list and show, for people and as JSON', async () => {
    const list = await runCommand('hotel list', [], env);
    const shown = await runJson('hotel show', ['HV01'], env);
    const unknown = await runJson('hotel show', ['NOPE'], env);

    expect(list.stdout).toMatch(/^CODE +NAME/);
    expect(list.stdout).toMatch(/^HV01 +Hotel Vista +Porto/m);
    expect(shown.document.data).toMatchObject({
      code: 'HV01',
      pms: 'pms-1',
      rooms: [{ code: 'DBL', total_rooms: 10 }, { code: 'SGL' }],
    });
    expect(unknown.exit).toBe(5);
    expect(unknown.document.error).toMatchObject({ code: 'HOTEL_NOT_FOUND', next: 'bellhop hotel list' });
  });
});

describe('partner, key and mapping', () => {
  test('a partner gets a key that works until it is revoked', async () => {
    const made = await runJson('partner create', ['ota-9', '--name', 'Nine', '--kind', 'ota'], env);
    const key = await runJson('key create', ['ota-9'], env);
    const text = String(key.document.data['key']);

    await expect(it.app.authenticate({ key: text })).resolves.toMatchObject({ code: 'ota-9' });
    const refused = await runJson('key revoke', [String(key.document.data['key_id'])], env);
    await expect(it.app.authenticate({ key: text })).resolves.toMatchObject({ code: 'ota-9' });
    const revoked = await runJson('key revoke', [String(key.document.data['key_id']), '--yes'], env);

    expect(made.document.data).toMatchObject({
      created: true,
      partner: { code: 'ota-9', connector: 'native' },
    });
    expect([refused.exit, refused.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(revoked.document.data).toMatchObject({ state: 'revoked' });
    await expect(it.app.authenticate({ key: text })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('without --json the key alone goes to standard output', async () => {
    const run = await runCommand('key rotate', ['ota-1', '--grace-hours', '1'], env);

    expect(run.stdout).toMatch(/^bh_test_[0-9A-Za-z]{32}\n$/);
    expect(run.stderr).toContain('not shown again');
  });

  test('a dry run makes no key and no partner', async () => {
    await runJson('key create', ['ota-1', '--dry-run'], env);
    const before = await it.app.keys.list('ota-1');
    await runJson('key create', ['ota-1', '--dry-run'], env);
    const partner = await runJson(
      'partner create',
      ['dry', '--name', 'D', '--kind', 'pms', '--dry-run'],
      env,
    );

    expect(await it.app.keys.list('ota-1')).toEqual(before);
    expect(partner.document.data).toMatchObject({ partner: null, created: false, dry_run: true });
    expect((await it.app.partners.list()).map((entry) => entry.code)).not.toContain('dry');
  });

  test('a connector that does not exist is named with those that do', async () => {
    const args = ['ota-8', '--name', 'Eight', '--kind', 'ota', '--connector', 'telex'];

    const { exit, document } = await runJson('partner create', args, env);

    expect(exit).toBe(2);
    expect(document.error.message).toContain('ota, native');
    expect(document.error.next).toBe('bellhop adapter list');
  });

  test('a changed mapping is seen, a code in use is a conflict, a gap is found', async () => {
    const set = (theirs: string) =>
      runJson(
        'mapping set',
        ['--partner', 'ota-1', '--hotel', 'HV01', '--kind', 'room', '--ours', 'SGL', '--theirs', theirs],
        env,
      );

    const changed = await set('4711');
    const clash = await set('DBL');
    const list = await runJson('mapping list', ['--partner', 'ota-1', '--hotel', 'HV01'], env);
    const complete = await runJson('mapping verify', ['--partner', 'ota-1', '--hotel', 'HV01'], env);
    const gap = await runJson('mapping verify', ['--partner', 'ota-9', '--hotel', 'HV01'], env);

    expect(changed.document.data).toMatchObject({ changed: true });
    expect([clash.exit, clash.document.error.code]).toEqual([6, 'CONFLICT']);
    expect(list.document.data['mappings']).toEqual(
      expect.arrayContaining([expect.objectContaining({ our_code: 'SGL', their_code: '4711' })]),
    );
    expect([complete.exit, complete.document.data['complete']]).toEqual([0, true]);
    expect([gap.exit, gap.document.data['complete']]).toEqual([3, false]);
    expect(gap.document.ok).toBe(true);
  });
});
