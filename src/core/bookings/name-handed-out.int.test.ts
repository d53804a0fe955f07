import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aReservation, aRoom } from '../../../test/builders/a-reservation.js';
import { addDays } from '../model/local-date.js';
import type { RevisionVerdict } from '../model/reservation.js';

/* A word on a booking's number that comes once more must not be taken for a word on what was handed out since. */

let t: TestApp;
beforeAll(async () => {
  t = await anApp();
  await t.load(5, 1, 30);
});
afterAll(() => t.close());

let day = 1;

async function say(reference: string, total: string, action: 'new' | 'modify') {
  const partner = { ...t.ota, oversell_policy: 'accept_oversold' as const };
  const from = t.day(day);
  const rooms = [aRoom({ check_in: from, check_out: addDays(from, 1) })];
  const said = aReservation({ reference, total, action, rooms });
  const [result] = await t.app.receiveReservations(partner, [said], { request_id: 'r', whole: false });
  if (result === undefined || !('booking_id' in result)) throw new Error(JSON.stringify(result));
  return result.booking_id;
}

const fetchAll = () => t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 100, serial: true });

async function word(id: string, more: Partial<RevisionVerdict> = {}) {
  const given = { revision_id: id, of: 'reservation' as const, outcome: 'accepted' as const };
  const { verdicts } = await t.app.nameHandedOut(t.pms, [
    { ...given, pms_reference: null, reason: null, ...more },
  ]);
  await t.app.decideRevisions(t.pms, verdicts, { request_id: 'r' });
}

/** A booking whose first revision is acknowledged, and whose modification was handed out. */
async function modified(reference: string): Promise<string> {
  day += 2;
  const id = await say(reference, '200', 'new');
  await fetchAll();
  await word(id);
  await say(reference, '250', 'modify');
  await fetchAll();
  return id;
}

async function stateOf(id: string): Promise<string[]> {
  const rows = await t.db.database.rows<{ state: string }>(
    'SELECT state FROM reservation_revisions WHERE booking_id = ? ORDER BY revision',
    [id],
  );
  return rows.map(({ state }) => state);
}

const wanted = async () => (await t.night(t.day(day))).resend_wanted;

test('said before the modification was handed out, it is about what was before, and the modification comes again', async () => {
  const id = await modified('W-1');
  await word(id, { said_at: '2020-01-01T00:00:00.000Z' });

  expect(await stateOf(id)).toEqual(['ACKNOWLEDGED', 'HANDED_OUT']);
  expect((await fetchAll()).map(({ booking_id }) => booking_id)).toContain(id);
});

test('said after, it is about the modification, and nothing is doubtful', async () => {
  const id = await modified('W-2');
  await word(id, { said_at: '2999-01-01T00:00:00.000Z' });

  expect(await stateOf(id)).toEqual(['ACKNOWLEDGED', 'ACKNOWLEDGED']);
  expect(Number(await wanted())).toBe(0);
});

test('without a time soon after the one before it counts, and the night asks for a fresh count', async () => {
  const id = await modified('W-3');
  await word(id);

  expect(await stateOf(id)).toEqual(['ACKNOWLEDGED', 'ACKNOWLEDGED']);
  expect(Number(await wanted())).toBe(1);
  expect(await t.app.resendWanted(t.pms, 'HV01')).toBe(true);
});

test('a first acknowledgement is never doubtful, whatever its clock', async () => {
  day += 2;
  const id = await say('W-4', '200', 'new');
  await fetchAll();
  await word(id, { said_at: '2020-01-01T00:00:00.000Z' });

  expect(await stateOf(id)).toEqual(['ACKNOWLEDGED']);
  expect(Number(await wanted())).toBe(0);
});
