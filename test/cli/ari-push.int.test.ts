import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aHotel } from '../builders/a-hotel.js';
import type { TestGateway } from '../gateway/a-gateway.js';
import { aPartnerCli, type PartnerCli } from './a-partner-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: PartnerCli;
let it: TestGateway;
let as: PartnerCli['as'];
let file: PartnerCli['file'];
let availability: PartnerCli['availability'];
let availableOn: PartnerCli['availableOn'];

beforeAll(async () => {
  cli = await aPartnerCli();
  ({ gateway: it, as, file, availability, availableOn } = cli);
});

afterAll(() => cli.close());

describe('ari push', () => {
  test('XML and JSON are accepted and stored', async () => {
    const xml = file('avail.xml', availability({ limit: 4 }));
    const updates = [{ room_code: 'DBL', date: it.day(42), available_rooms: 2 }];
    const json = file('avail.json', { hotel_code: 'HV01', updates });

    const { exit, document } = await runJson('ari push', [xml, json], as('pms-1'));

    expect(exit).toBe(0);
    expect(document.data).toMatchObject({
      accepted: true,
      messages: [
        { file: xml, accepted: true, message: 'OTA_HotelAvailNotifRS', http_status: 200, faults: [] },
        { file: json, accepted: true, http_status: 200 },
      ],
    });
    expect([await availableOn(it.day(41)), await availableOn(it.day(42))]).toEqual([4, 2]);
  });

  test('a refused message exits 3 and says why, one of several 8', async () => {
    const bad = file('bad.xml', availability({ limit: 4, room: 'NOPE' }));
    const badJson = file('bad.json', {
      hotel_code: 'HV01',
      updates: [{ room_code: 'DBL', date: it.day(3), stars: 1 }],
    });
    const good = file('good.xml', availability({ limit: 4 }));

    const xml = await runJson('ari push', [bad], as('pms-1'));
    const json = await runJson('ari push', [badJson], as('pms-1'));
    const some = await runCommand('ari push', [bad, good], as('pms-1'));

    expect([xml.exit, json.exit, some.exit]).toEqual([3, 3, 8]);
    expect(xml.document.data['messages']).toMatchObject([
      { accepted: false, faults: [{ code: 'OTA 3/402' }] },
    ]);
    expect(JSON.stringify(xml.document.data)).toContain('NOPE');
    expect(json.document.data['messages']).toMatchObject([{ faults: [{ pointer: '/updates/0/stars' }] }]);
    expect(some.stdout).toMatch(/bad\.xml: refused .*\n.*NOPE.*\n.*good\.xml: accepted/);
  });

  test('a dry run sends nothing', async () => {
    const path = file('dry.xml', availability({ limit: 1 }));

    const { exit, document } = await runJson('ari push', [path, '--dry-run'], as('pms-1'));

    expect([exit, document.data['dry_run'], document.data['accepted']]).toEqual([0, true, true]);
    expect(await availableOn(it.day(41))).toBe(4);
  });

  test('a dry run says how a message reads, and promises nothing', async () => {
    const unknown = file('unknown.json', { hotel_code: 'NOPE', complete_set: true, updates: [] });
    const bad = file('stars.json', { hotel_code: 'HV01', updates: [{ room_code: 'DBL', stars: 1 }] });

    const read = await runCommand('ari push', [unknown, '--dry-run'], as('pms-1'));
    const refused = await runCommand('ari push', [bad, '--dry-run'], as('pms-1'));

    expect([read.exit, refused.exit]).toEqual([0, 3]);
    expect(read.stdout).toBe(`${unknown}: reads without a fault\n`);
    expect(read.stderr).toContain('Not looked at: whether the hotel');
    expect(read.stderr).toContain(`Next: bellhop ari diff ${unknown}\n`);
    expect(refused.stdout).toContain('would be refused');
    expect(refused.stderr).not.toContain('message list');
  });

  test('a wrong key exits 4, for XML and JSON, and stands in no output', async () => {
    const env = { ...as('pms-1'), BELLHOP_KEY: 'bh_test_00000000000000000000000000000000' };

    for (const path of [
      file('a.xml', availability({ limit: 4 })),
      file('a.json', { hotel_code: 'HV01', updates: [] }),
    ]) {
      const run = await runCommand('ari push', [path, '--json'], env);

      expect(run.exit).toBe(4);
      expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, error: { code: 'UNAUTHENTICATED' } });
      expect(run.stdout + run.stderr).not.toContain(env.BELLHOP_KEY);
    }
  });

  test('who is not the PMS of a hotel is told who may push', async () => {
    await it.app.onboardHotel(aHotel({ code: 'DIRECT', name: 'Direct', inventory_mode: 'direct' }), {
      dryRun: false,
      requestId: null,
    });
    const path = file('direct.json', {
      hotel_code: 'DIRECT',
      updates: [{ room_code: 'DBL', date: it.day(3), available_rooms: 1 }],
    });
    const xml = file('direct.xml', availability({ limit: 4 }).replace('HV01', 'DIRECT'));

    const asPms = await runCommand('ari push', [path], as('pms-1'));
    const inXml = await runCommand('ari push', [xml], as('pms-1'));
    const asOperator = await runCommand('ari push', [path], as('operator-1'));

    expect([asPms.exit, inXml.exit, asOperator.exit]).toEqual([3, 3, 0]);
    for (const { stderr } of [asPms, inXml]) {
      expect(stderr).toMatch(/direct mode has\s+none: its operator .* --act-as admin/);
      expect(stderr).toMatch(/\nNext: bellhop hotel list\n$/);
    }
    expect(asOperator.stderr).not.toContain('Next:');
  });

  test('a channel may not push', async () => {
    const path = file('ota.json', {
      hotel_code: 'HV01',
      updates: [{ room_code: 'DBL', date: it.day(3), available_rooms: 1 }],
    });

    const { exit, document } = await runJson('ari push', [path], as('ota-1'));

    expect([exit, document.error.code]).toEqual([4, 'FORBIDDEN']);
  });
});
