import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { restatement, type Restatement } from '../../src/core/bookings/restatement.js';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { addDays } from '../../src/core/model/local-date.js';
import type { RevisionVerdict } from '../../src/core/model/reservation.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';

/* The row "modification" of the table in DESIGN section 3: nights added are a booking, nights dropped a cancellation. */

let t: TestApp;
beforeAll(async () => {
  t = await anApp();
  await loadPrices(t, 1, 300);
});
afterAll(() => t.close());
afterEach(async () => {
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

let days = 5;
/** The first of some nights that no other test uses. */
function nights(count: number): string {
  const first = t.day(days);
  days += count + 1;
  return first;
}

const push = (from: string, count: number, available: number) =>
  t.push([{ from, to: addDays(from, count - 1), available }]);

async function book(from: string, count: number, rooms = 1): Promise<string> {
  const stay = { checkin_date: from, checkout_date: addDays(from, count), rooms, guests: 2 * rooms };
  return bookingOf(await t.book(stay)).booking_id;
}

type Change = Partial<Restatement> & { readonly rooms?: number };

function restate(bookingId: string, from: string, count: number, { rooms = 1, ...more }: Change = {}) {
  const body = restatement.parse({
    checkin_date: from,
    checkout_date: addDays(from, count),
    lines: [{ room_code: 'DBL', quantity: rooms, guests: 2 }],
    ...more,
  });
  return t.app.modifyBooking(bookingId, body, {
    partner: t.ota,
    idempotency_key: null,
    body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    request_id: 'req-modify',
  });
}

async function done(answer: ReturnType<typeof restate>): Promise<{ revision: number }> {
  const given = await answer;
  if (given.kind !== 'done') throw new Error(`refused: ${given.body.code} ${given.body.message}`);
  return JSON.parse(given.body) as { revision: number };
}

/** Reads the feed; what it holds of this booking, in order. */
async function read(bookingId: string): Promise<{ action: string; revision: number; revision_id: string }[]> {
  const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 1_000 });
  return feed
    .filter((revision) => revision.booking_id === bookingId)
    .map(({ action, revision, revision_id }) => ({ action, revision, revision_id }));
}

async function decide(
  bookingId: string,
  revision: number,
  outcome: RevisionVerdict['outcome'] = 'accepted',
): Promise<void> {
  const [row] = await t.db.database.rows<{ revision_id: string }>(
    'SELECT revision_id FROM reservation_revisions WHERE booking_id = ? AND revision = ?',
    [bookingId, revision],
  );
  const verdict = { revision_id: row?.revision_id ?? '', outcome, pms_reference: null, reason: null };
  await t.app.decideRevisions(t.pms, [verdict], { request_id: 'verdict' });
}

async function acknowledged(from: string, count: number, rooms = 1): Promise<string> {
  const booking = await book(from, count, rooms);
  await read(booking);
  await decide(booking, 1);
  return booking;
}

async function counts(night: string): Promise<string> {
  const { pms_rooms, unacked_rooms, available_rooms, resend_wanted } = await t.night(night);
  return `P${pms_rooms} U${unacked_rooms} A${available_rooms}${resend_wanted === 1 ? ' resend' : ''}`;
}

const actions = (feed: { action: string; revision: number }[]) =>
  feed.map(({ action, revision }) => `${action} ${revision}`);

describe('before the PMS was handed anything', () => {
  test('a shortened stay gives its nights back at once, and the PMS hears of a new reservation as it is now', async () => {
    const from = nights(3);
    await push(from, 3, 4);
    const booking = await book(from, 3);

    await done(restate(booking, from, 1));

    expect([await counts(from), await counts(addDays(from, 1)), await counts(addDays(from, 2))]).toEqual([
      'P4 U1 A3',
      'P4 U0 A4',
      'P4 U0 A4',
    ]);
    expect(actions(await read(booking))).toEqual(['new 2']);
    await decide(booking, 2);
    expect(await counts(from)).toBe('P3 U0 A3');
  });

  test('a stay that grows takes its new nights, and is cancelled with all of them at once', async () => {
    const from = nights(3);
    await push(from, 3, 4);
    const booking = await book(from, 1, 2);

    await done(restate(booking, from, 3, { rooms: 2 }));
    const grown = await counts(addDays(from, 2));
    await t.cancel(booking);

    expect(grown).toBe('P4 U2 A2');
    expect([await counts(from), await counts(addDays(from, 2))]).toEqual(['P4 U0 A4', 'P4 U0 A4']);
    expect(await read(booking)).toEqual([]);
  });
});

describe('after the reservation was handed out', () => {
  test('dropped nights wait for the word on the modification, added ones are a booking of its revision', async () => {
    const from = nights(3);
    await push(from, 3, 4);
    const booking = await book(from, 2);
    await read(booking);

    await done(restate(booking, addDays(from, 1), 2));
    const changed = [await counts(from), await counts(addDays(from, 1)), await counts(addDays(from, 2))];
    const feed = await read(booking);
    await decide(booking, 1);
    const first = [await counts(from), await counts(addDays(from, 1)), await counts(addDays(from, 2))];
    await decide(booking, 2);

    expect(changed).toEqual(['P4 U1 A3', 'P4 U1 A3', 'P4 U1 A3']);
    expect(actions(feed)).toEqual(['new 1', 'modify 2']);
    expect(first).toEqual(['P3 U0 A3', 'P3 U0 A3', 'P4 U1 A3']);
    expect([await counts(from), await counts(addDays(from, 1)), await counts(addDays(from, 2))]).toEqual([
      'P4 U0 A4',
      'P3 U0 A3',
      'P3 U0 A3',
    ]);
  });

  test('a PMS that skips to the last revision takes all of it', async () => {
    const from = nights(3);
    await push(from, 3, 4);
    const booking = await book(from, 2);
    await read(booking);
    await done(restate(booking, from, 3));
    await read(booking);
    await done(restate(booking, addDays(from, 1), 2));
    await read(booking);

    await decide(booking, 3);

    expect([await counts(from), await counts(addDays(from, 1)), await counts(addDays(from, 2))]).toEqual([
      'P4 U0 A4',
      'P3 U0 A3',
      'P3 U0 A3',
    ]);
    expect(await read(booking)).toEqual([]);
  });

  test('a modification that fails keeps its units counted, until a later one is accepted', async () => {
    const from = nights(2);
    await push(from, 2, 4);
    const booking = await acknowledged(from, 1);
    await done(restate(booking, from, 2));
    await read(booking);

    await decide(booking, 2, 'failed');
    const failed = await counts(addDays(from, 1));
    await done(restate(booking, from, 2, { rooms: 2 }));
    await read(booking);
    await decide(booking, 3);

    expect(failed).toBe('P4 U1 A3');
    expect([await counts(from), await counts(addDays(from, 1))]).toEqual(['P2 U0 A2', 'P2 U0 A2']);
  });

  test('a push between hand-out and word gives nothing back twice: the lower reading stands', async () => {
    const from = nights(2);
    await push(from, 2, 4);
    const booking = await acknowledged(from, 2);
    await done(restate(booking, from, 1));
    await read(booking);

    await push(addDays(from, 1), 1, 4);
    await decide(booking, 2);

    expect(await counts(addDays(from, 1))).toBe('P4 U0 A4 resend');
    expect(await counts(from)).toBe('P3 U0 A3');
  });

  test('a push between hand-out and word may have counted the added night: it is taken off again', async () => {
    const from = nights(2);
    await push(from, 2, 4);
    const booking = await acknowledged(from, 1);
    await done(restate(booking, from, 2));
    await read(booking);

    await push(addDays(from, 1), 1, 3);
    await decide(booking, 2);

    expect(await counts(addDays(from, 1))).toBe('P2 U0 A2 resend');
  });

  test('what is given up and wanted again before the PMS hears of it is not given up', async () => {
    const from = nights(1);
    await push(from, 1, 3);
    const booking = await acknowledged(from, 1, 3);
    await done(restate(booking, from, 1, { rooms: 2 }));

    await done(restate(booking, from, 1, { rooms: 3 }));

    expect(await counts(from)).toBe('P0 U0 A0');
    expect(actions(await read(booking))).toEqual(['modify 3']);
    await decide(booking, 3);
    expect(await counts(from)).toBe('P0 U0 A0');
  });

  test('what was added and is given up before the PMS hears of it comes back at once', async () => {
    const from = nights(2);
    await push(from, 2, 4);
    const booking = await acknowledged(from, 1);
    await done(restate(booking, from, 2));

    await done(restate(booking, from, 1));

    expect(await counts(addDays(from, 1))).toBe('P4 U0 A4');
    expect(actions(await read(booking))).toEqual(['modify 3']);
  });

  test('a modification that was not told ends in the cancellation', async () => {
    const from = nights(2);
    await push(from, 2, 4);
    const booking = await acknowledged(from, 1, 2);
    await done(restate(booking, from, 2));
    await t.cancel(booking);

    const cancelled = [await counts(from), await counts(addDays(from, 1))];
    const feed = await read(booking);
    await decide(booking, 3);

    expect(cancelled).toEqual(['P2 U0 A2', 'P4 U0 A4']);
    expect(actions(feed)).toEqual(['cancel 3']);
    expect(await counts(from)).toBe('P4 U0 A4');
  });
});

test('each revision is told as of itself, also when later ones exist', async () => {
  const from = nights(4);
  await push(from, 4, 4);
  const booking = await book(from, 1);
  await read(booking);
  await done(restate(booking, addDays(from, 1), 2));
  await read(booking);
  await done(restate(booking, from, 4, { rooms: 2 }));

  const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 1_000 });

  const told = feed.filter((revision) => revision.booking_id === booking);
  expect(told.map(({ check_in_date, total_price }) => [check_in_date, total_price])).toEqual([
    [from, '100.00'],
    [addDays(from, 1), '200.00'],
    [from, '800.00'],
  ]);
});

describe('on a sold-out night', () => {
  test('three rooms become two without needing a free one', async () => {
    const from = nights(1);
    await push(from, 1, 3);
    const booking = await acknowledged(from, 1, 3);

    await done(restate(booking, from, 1, { rooms: 2 }));
    const told = await counts(from);
    await read(booking);
    await decide(booking, 2);

    expect(told).toBe('P0 U0 A0');
    expect(await counts(from)).toBe('P1 U0 A1');
  });

  test('a stay keeps its nights while its other end moves', async () => {
    const from = nights(2);
    await push(from, 1, 1);
    await push(addDays(from, 1), 1, 2);
    const booking = await book(from, 1);

    const { revision } = await done(restate(booking, from, 2));

    expect(revision).toBe(2);
    expect([await counts(from), await counts(addDays(from, 1))]).toEqual(['P1 U1 A0', 'P2 U1 A1']);
  });

  test('an extension into one is refused, and nothing has changed', async () => {
    const from = nights(3);
    await push(from, 2, 4);
    await push(addDays(from, 2), 1, 0);
    const booking = await book(from, 1);
    const dump = () =>
      Promise.all([
        t.db.database.rows('SELECT * FROM bookings WHERE booking_id = ?', [booking]),
        t.db.database.rows('SELECT * FROM booking_room_nights WHERE booking_id = ?', [booking]),
        t.db.database.rows('SELECT COUNT(*) AS events FROM outbox'),
        counts(from),
        counts(addDays(from, 1)),
      ]);
    const before = await dump();

    const answer = await restate(booking, from, 3);

    expect(answer).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
    expect(await dump()).toEqual(before);
  });
});

describe('everybody at once', () => {
  test('modifications, cancellation, hand-outs, words and pushes leave every unit where it belongs', async () => {
    const from = nights(4);
    await push(from, 4, 5);
    const bookings = await Promise.all([1, 2, 3, 4].map(() => book(from, 2)));
    const acknowledge = async () => {
      const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 1_000 });
      for (const { revision_id } of feed) {
        const verdict = { revision_id, outcome: 'accepted' as const, pms_reference: null, reason: null };
        await t.app.decideRevisions(t.pms, [verdict], { request_id: 'race' });
      }
    };
    const work = bookings.flatMap((booking, index) => [
      restate(booking, addDays(from, 1), 2).catch(ignoreClosed),
      restate(booking, from, 1).catch(ignoreClosed),
      acknowledge(),
      ...(index % 2 === 0 ? [t.cancel(booking)] : []),
      push(from, 4, 5),
    ]);
    await Promise.all(work);
    await acknowledge();
    await acknowledge();
    await push(from, 4, 5);

    for (const offset of [0, 1, 2, 3]) expect(await counts(addDays(from, offset))).toBe('P5 U0 A5');
  });
});

/** A modification that comes after the cancellation of its booking. */
function ignoreClosed(error: unknown): void {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'NOT_MODIFIABLE') throw error;
}
