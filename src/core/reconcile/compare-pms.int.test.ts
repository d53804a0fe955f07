import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoSides, type TwoSides } from '../../../test/builders/two-sides.js';
import type { Partner } from '../partners/partner.js';
import { toSqlTime } from '../platform/sql-time.js';

let sides: TwoSides;
let t: TestApp;
let partner: Partner;
beforeAll(async () => {
  sides = await twoSides();
  ({ t } = sides);
  partner = await sides.changePms();
}, 60_000);
afterAll(() => sides.close());

/** The PMS has sent it, and it was applied. */
async function accept(said: object, request_id: string): Promise<void> {
  const body = Buffer.from(JSON.stringify(said));
  const id = await t.app.journal.receive({
    ...{ partner_id: partner.partner_id, connector: 'native', kind: 'ari', hotel_code: 'HV01' },
    ...{ request_id, content_type: 'application/json', body },
  });
  const decoded = await t.app.connectors.get('native')?.decode(body, { charset: null });
  if (decoded?.content?.kind !== 'ari') throw new Error(JSON.stringify(decoded?.faults));
  await t.app.applyAri(partner, decoded.content.ari, { requestId: null });
  await t.app.journal.answer(id, { outcome: 'APPLIED', body: '{}' });
}

describe('a PMS', () => {
  test('whose accepted word is not what is stored is believed again', async () => {
    const range = { room_code: 'DBL', from: t.day(10), to: t.day(14) };
    const body = {
      hotel_code: 'HV01',
      updates: [
        { ...range, available_rooms: 4 },
        { ...range, rate_code: 'BAR', min_stay_arrival: 2 },
      ],
    };
    await accept(body, 'r-1');
    expect(await t.app.reconcile.run(sides.pms)).toMatchObject({
      source: 'journal',
      nights: 10,
      differences: [],
    });

    await t.db.database.run('UPDATE room_inventory SET pms_rooms = 9, available_rooms = 9 WHERE date = ?', [
      t.day(11),
    ]);
    await t.db.database.run('UPDATE room_rates SET min_stay_arrival = NULL WHERE date = ?', [t.day(13)]);
    const { differences } = await t.app.reconcile.run(sides.pms);
    expect(differences.map(({ date, field, ours, theirs }) => [date, field, ours, theirs])).toEqual([
      [t.day(11), 'available', 9, 4],
      [t.day(13), 'min_stay_arrival', null, 2],
    ]);

    const fixed = await t.app.reconcile.fix(sides.pms, { dryRun: false, waitMs: 0 });
    expect([fixed.values, fixed.after?.totals.differences]).toEqual([2, 0]);
  }, 60_000);

  test('whose late word changed nothing when it came is not held to it; nor to what it said before it was replaced', async () => {
    const say = (available_rooms: number, sent: number) => {
      const at = new Date(Date.now() + sent).toISOString();
      const updates = [{ room_code: 'DBL', from: t.day(18), to: t.day(18), available_rooms }];
      return accept({ hotel_code: 'HV01', sent_at: at, updates }, `late-${available_rooms}`);
    };
    await say(2, -10_000);
    await say(7, -60_000);
    expect((await t.night(t.day(18))).pms_rooms).toBe(2);
    expect((await t.app.reconcile.run(sides.pms)).differences).toEqual([]);

    // Another PMS has had the hotel meanwhile, and counted otherwise.
    await t.db.database.run('UPDATE room_inventory SET pms_rooms = 1, available_rooms = 1 WHERE date = ?', [
      t.day(18),
    ]);
    expect((await t.app.reconcile.run(sides.pms)).differences).toHaveLength(1);
    await t.db.database.run('UPDATE hotels SET counted_since = ?', [toSqlTime(new Date(Date.now() + 1_000))]);
    expect(await t.app.reconcile.run(sides.pms)).toMatchObject({
      ...{ differences: [], warnings: [expect.stringContaining('No accepted message')] },
    });
    await t.db.database.run('UPDATE hotels SET counted_since = NULL');
    await t.db.database.run("DELETE FROM messages WHERE request_id LIKE 'late-%'");
  }, 60_000);

  test('whose contract names the action outside the message is read again all the same', async () => {
    const { partner_id } = partner;
    const body = `<OTA_HotelInvCountNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="4"><Inventories HotelCode="HV01">
      <Inventory><StatusApplicationControl Start="${t.day(20)}" End="${t.day(20)}" InvTypeCode="DBL"/>
      <InvCounts><InvCount CountType="2" Count="3"/></InvCounts></Inventory></Inventories></OTA_HotelInvCountNotifRQ>`;
    const id = await t.app.journal.receive({
      ...{ partner_id, connector: 'alpinebits', kind: 'OTA_HotelInvCountNotifRQ', hotel_code: 'HV01' },
      ...{ request_id: 'r-3', content_type: 'text/xml', body: Buffer.from(body) },
    });
    await t.app.journal.answer(id, { outcome: 'APPLIED', body: '<ok/>' });

    const { differences, warnings } = await t.app.reconcile.run(sides.pms);

    expect(warnings).toEqual([]);
    expect(differences.map(({ date, field, theirs }) => [date, field, theirs])).toEqual([
      [t.day(20), 'available', 3],
    ]);
    await t.db.database.run('DELETE FROM messages WHERE message_id = ?', [id]);
  }, 60_000);
});
