import { expect, test } from 'vitest';
import { bookingRequest } from '../../src/core/bookings/booking-request.js';
import { bookingOf } from '../builders/an-app.js';
import { MessageDesk } from './a-message-desk.js';
import { runJson } from './run-command.js';

/* An old count that is taken back: what the preview shows is what the replay writes. */

const desk = new MessageDesk();
const { operator, push, count } = desk;

interface Report {
  readonly nights_changed: number;
  readonly inventory_changed: number;
  readonly differences: readonly { readonly from: string; readonly to: string; readonly becomes: unknown }[];
}

async function book(from: number, to: number, key: string): Promise<string> {
  const { gateway } = desk;
  const request = {
    ...{ hotel_id: 'HV01', room_code: 'DBL', rate_code: 'BAR', guests: 2, rooms: 1 },
    ...{ checkin_date: gateway.day(from), checkout_date: gateway.day(to) },
  };
  const answer = await gateway.app.createBooking(bookingRequest.parse(request), await byOta(key));
  return bookingOf(answer).booking_id;
}

async function byOta(key: string) {
  const partner = await desk.gateway.app.partners.get('ota-1');
  return { partner, idempotency_key: key, body_hash: key.padEnd(64, '0'), request_id: key };
}

async function acknowledgeAll(): Promise<void> {
  const { app } = desk.gateway;
  const pms = await app.partners.get('pms-1');
  const told = await app.handOutRevisions(pms, { hotel_code: null, limit: 100 });
  const accepted = { outcome: 'accepted', pms_reference: null, reason: null } as const;
  const decisions = told.map(({ revision_id }) => ({ revision_id, ...accepted }));
  await app.decideRevisions(pms, decisions, { request_id: 'req-ack' });
}

async function replay(id: string, ...flags: string[]): Promise<Report> {
  const { document } = await runJson('message replay', [id, '--over-newer', ...flags], operator());
  return document.data as unknown as Report;
}

async function stored(...days: number[]): Promise<unknown[]> {
  const counts: unknown[] = [];
  for (const day of days) counts.push(await desk.cli.availableOn(desk.gateway.day(day)));
  return counts;
}

test.each([
  ['with a time of its own', () => ({ sent_at: new Date(Date.now() - 60_000).toISOString() }), 20],
  ['that does not say when it was written', () => ({}), 40],
])('a count %s: less what is sold since, not less what was given back', async (_, time, first) => {
  const { gateway } = desk;
  const id = `counted-${first}`;
  await push({ ...count(5, first, first + 3), ...time() }, id);
  await book(first, first + 2, `kept-${first}`);
  const cancelled = await book(first + 1, first + 4, `gone-${first}`);
  await acknowledgeAll();
  await gateway.app.cancelBooking(cancelled, await byOta(`cancel-${first}`));
  await acknowledgeAll();
  // Of the first night the old message says what is stored, and changes it all the same.
  await push(count(5, first, first), `newer-a-${first}`);
  await push(count(3, first + 1, first + 2), `newer-b-${first}`);
  await push(count(5, first + 3, first + 3), `newer-c-${first}`);

  const shown = await replay(id, '--dry-run');
  const written = await replay(id, '--yes');

  const ranges = shown.differences.map(({ from, to, becomes }) => [from, to, becomes]);
  expect(ranges).toEqual(
    [4, 4, 5].map((becomes, index) => [gateway.day(first + index), gateway.day(first + index), becomes]),
  );
  expect([shown.nights_changed, shown.inventory_changed]).toEqual([3, 3]);
  expect([written.nights_changed, written.inventory_changed]).toEqual([3, 3]);
  expect(await stored(first, first + 1, first + 2, first + 3)).toEqual([4, 4, 5, 5]);
});
