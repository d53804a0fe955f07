import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aReservation, aRoom, type SaidReservation } from '../../../test/builders/a-reservation.js';
import type { IncomingRoom } from '../model/incoming-reservation.js';
import { addDays } from '../model/local-date.js';
import type { ReservationRevision } from '../model/reservation.js';

/* What a channel says of its guests beside rooms and prices reaches the PMS, as of the revision that it came with. */

let t: TestApp;
beforeAll(async () => {
  t = await anApp();
  await t.load(5, 1, 20);
});
afterAll(() => t.close());

const TAX = { code: 'CITY', name: 'City tax', amount: '4.00', percent: null, included: false };
const COT = { code: null, name: 'Cot', quantity: 1, amount: '10.00', currency: 'EUR' };
const CHILD = { age_band: 'child', count: 1, age: 7 } as const;
const ADULTS = { age_band: 'adult', count: 2, age: null } as const;

const room = (said: Partial<IncomingRoom> = {}, from = 3): IncomingRoom =>
  aRoom({ check_in: t.day(from), check_out: addDays(t.day(from), 1), ...said });

async function send(said: SaidReservation): Promise<string> {
  const partner = { ...t.ota, oversell_policy: 'accept_oversold' as const };
  const [result] = await t.app.receiveReservations(partner, [aReservation({ total: '200', ...said })], {
    request_id: 'req-details',
    whole: false,
  });
  if (result === undefined || !('booking_id' in result)) throw new Error(JSON.stringify(result));
  return result.kind;
}

async function feed(reference: string): Promise<ReservationRevision[]> {
  const revisions = await t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 100 });
  return revisions.filter(({ partner_reference }) => partner_reference === reference);
}

test('remarks, ages, meals, extras and taxes are handed out with the room that they are of', async () => {
  const rooms = [
    room(),
    room({ guests: [ADULTS, CHILD], meal_plan: 'HALF_BOARD', extras: [COT], taxes: [TAX] }),
  ];
  await send({ reference: 'D-1', rooms, comments: ['Late arrival\nabout 23:00'], taxes: [TAX] });

  const [revision] = await feed('D-1');

  expect(revision).toMatchObject({ comments: ['Late arrival\nabout 23:00'], taxes: [TAX] });
  const details = revision?.rooms.flatMap((each) => each.details ?? []);
  expect(details).toContainEqual({
    ...{ reference: null, meal_plan: 'HALF_BOARD', guests: [ADULTS, CHILD] },
    ...{ extras: [COT], taxes: [TAX] },
  });
});

test('a change of remarks alone is a revision of its own, and the one before keeps its own', async () => {
  const said = { reference: 'D-2', rooms: [room()] };
  expect(await send({ ...said, comments: ['High floor'] })).toBe('booked');
  await feed('D-2');
  expect(await send({ ...said, comments: ['Low floor'], action: 'modify' })).toBe('modified');
  expect(await send({ ...said, comments: ['Low floor'], action: 'modify' })).toBe('unchanged');

  const revisions = await feed('D-2');

  expect(revisions.map(({ revision, comments }) => [revision, comments])).toEqual([
    [1, ['High floor']],
    [2, ['Low floor']],
  ]);
});

test('a remark that holds a card number is not kept', async () => {
  await send({ reference: 'D-3', rooms: [room()], comments: ['card 4111 1111 1111 1111', 'Quiet room'] });

  const [revision] = await feed('D-3');

  expect(revision?.comments).toEqual(['Quiet room']);
  const rows = await t.db.database.rows<{ details: string }>(
    'SELECT details FROM booking_reservation_details',
  );
  expect(rows.some(({ details }) => details.includes('4111'))).toBe(false);
});

test('of a reservation in two stays the first tells what is charged for all of it', async () => {
  await send({ reference: 'D-4', rooms: [room(), room({}, 8)], taxes: [TAX], comments: ['Twins'] });

  const revisions = (await feed('D-4')).toSorted((a, b) => (a.check_in_date < b.check_in_date ? -1 : 1));

  const told = revisions.map(({ taxes, comments, reference_part }) => [taxes, comments, reference_part]);
  expect(told).toEqual([
    [[TAX], ['Twins'], undefined],
    [undefined, ['Twins'], 2],
  ]);
});
