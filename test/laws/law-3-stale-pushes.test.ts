import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import type { RevisionVerdict } from '../../src/core/model/reservation.js';
import { anApp, bookingOf, type Counts, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { anAppClient, confirmedBookings } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';

/* Each row of the table "Inventory arithmetic" in DESIGN section 3, on a night of its own. P, U and A as there. */

const HOUR_MS = 3_600_000;

let t: TestApp;
/** What the clock is ahead of the real one; tests that need an order of times move it. */
let ahead = 0;

beforeAll(async () => {
  t = await anApp({ clock: { now: () => new Date(Date.now() + ahead) } });
  await loadPrices(t, 1, 200);
});

afterAll(() => t.close());

let nights = 5;
function aNight(): string {
  nights += 1;
  return t.day(nights);
}

const push = (night: string, available: number, sentAt?: Date) =>
  t.push(
    [{ from: night, to: night, available }],
    sentAt === undefined ? {} : { sent_at: sentAt.toISOString() },
  );

async function book(night: string, rooms = 1): Promise<string> {
  const stay = { checkin_date: night, checkout_date: addDays(night, 1), rooms, guests: rooms };
  return bookingOf(await t.book(stay)).booking_id;
}

/** Reads the feed; what it holds of this booking: actions and revision ids, in order. */
async function read(bookingId: string): Promise<{ action: string; revision_id: string }[]> {
  const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 1_000 });
  return feed
    .filter((revision) => revision.booking_id === bookingId)
    .map(({ action, revision_id }) => ({ action, revision_id }));
}

async function decide(
  bookingId: string,
  action: string,
  outcome: RevisionVerdict['outcome'] = 'accepted',
): Promise<void> {
  const [row] = await t.db.database.rows<{ revision_id: string }>(
    'SELECT revision_id FROM reservation_revisions WHERE booking_id = ? AND action = ?',
    [bookingId, action],
  );
  const verdict = { revision_id: row?.revision_id ?? '', outcome, pms_reference: null, reason: null };
  await t.app.decideRevisions(t.pms, [verdict], { request_id: 'verdict' });
}

async function counts(night: string): Promise<{ P: number; U: number; A: number; resend: number }> {
  const { pms_rooms, unacked_rooms, available_rooms, resend_wanted } = await t.night(night);
  return { P: pms_rooms, U: unacked_rooms, A: available_rooms, resend: resend_wanted };
}

async function changeOf(
  night: string,
  work: () => Promise<unknown>,
): Promise<{ before: Counts; after: Counts }> {
  const before = await t.night(night);
  await work();
  return { before, after: await t.night(night) };
}

describe('bookings that the PMS was never handed', () => {
  test('a push sets what the PMS has', async () => {
    const night = aNight();

    await push(night, 4);

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('a booking takes rooms without touching what the PMS said', async () => {
    const night = aNight();
    await push(night, 4);

    await book(night, 3);

    expect(await counts(night)).toEqual({ P: 4, U: 3, A: 1, resend: 0 });
  });

  test('a push that cannot know of a booking does not give its room away again', async () => {
    const night = aNight();
    await push(night, 4);
    await book(night, 3);

    await push(night, 4);
    await push(night, 5);

    expect(await counts(night)).toEqual({ P: 5, U: 3, A: 2, resend: 0 });
  });

  test('a cancellation before the hand-out gives the rooms back, and the PMS never hears of either', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night, 3);

    await t.cancel(booking);

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
    expect(await read(booking)).toEqual([]);
  });
});

describe('acknowledgement of the reservation', () => {
  test('moves its rooms from ours to the PMS: what is for sale stays, and nobody need be told', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night, 3);
    await read(booking);

    const { before, after } = await changeOf(night, () => decide(booking, 'new'));

    expect(await counts(night)).toEqual({ P: 1, U: 0, A: 1, resend: 0 });
    expect(after.version).toBe(before.version);
  });

  test('given twice moves them once', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);

    await decide(booking, 'new');
    await decide(booking, 'new');

    expect(await counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('that says no keeps the rooms, until a yes', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);

    await decide(booking, 'new', 'failed');
    const refused = await counts(night);
    const feed = await read(booking);
    await decide(booking, 'new');

    expect(refused).toEqual({ P: 4, U: 1, A: 3, resend: 0 });
    expect(feed).toEqual([]);
    expect(await counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('may take what the PMS has below zero, and nothing is for sale then', async () => {
    const night = aNight();
    await push(night, 2);
    const booking = await book(night, 2);
    await push(night, 0);
    await read(booking);

    await decide(booking, 'new');

    expect(await counts(night)).toEqual({ P: -2, U: 0, A: 0, resend: 0 });
    await push(night, 1);
    expect(await counts(night)).toEqual({ P: 1, U: 0, A: 1, resend: 0 });
  });

  test('of every night and room type of a booking at once', async () => {
    const first = aNight();
    const second = aNight();
    await push(first, 4);
    await push(second, 6);
    const stay = { checkin_date: first, checkout_date: addDays(second, 1), rooms: 3, guests: 5 };
    const { booking_id } = bookingOf(await t.book(stay));
    await read(booking_id);

    await decide(booking_id, 'new');

    expect([await counts(first), await counts(second)]).toEqual([
      { P: 1, U: 0, A: 1, resend: 0 },
      { P: 3, U: 0, A: 3, resend: 0 },
    ]);
  });
});

describe('a push between hand-out and acknowledgement', () => {
  test('may have counted the reservation or not: the lower reading stands, and a full set is asked for', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);

    await push(night, 3);
    const between = await counts(night);
    await decide(booking, 'new');

    expect(between).toMatchObject({ P: 3, U: 1, A: 2 });
    expect(await counts(night)).toEqual({ P: 2, U: 0, A: 2, resend: 1 });
  });

  test('counts also when it repeats what we have, and tells nobody of it', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);

    const { before, after } = await changeOf(night, () => push(night, 4));
    await decide(booking, 'new');

    expect(after.version).toBe(before.version);
    expect(await counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 1 });
  });

  test('is settled by the next push that comes with nothing under way', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await push(night, 3);
    await decide(booking, 'new');

    await push(night, 3);

    expect(await counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('before the first hand-out is no doubt at all, however often it was read since', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await push(night, 5);

    await read(booking);
    await read(booking);
    await decide(booking, 'new');

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('between two reads is one after the first hand-out', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await push(night, 5);

    await read(booking);
    await decide(booking, 'new');

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 1 });
  });

  test('that names other nights leaves no doubt', async () => {
    const night = aNight();
    const other = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);

    await push(other, 4);
    await decide(booking, 'new');

    expect(await counts(night)).toMatchObject({ P: 3, resend: 0 });
  });
});

describe('cancellation after the hand-out', () => {
  test('before the acknowledgement changes nothing yet; both revisions go out in order, each acknowledged', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);

    await t.cancel(booking);
    const cancelled = await counts(night);
    const feed = await read(booking);
    await decide(booking, 'new');
    const acknowledged = await counts(night);
    await decide(booking, 'cancel');

    expect(cancelled).toEqual({ P: 4, U: 1, A: 3, resend: 0 });
    expect(feed.map((revision) => revision.action)).toEqual(['new', 'cancel']);
    expect(acknowledged).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('of which the PMS acknowledges the cancellation alone: the rooms stop waiting, the reservation is not told again', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await t.cancel(booking);
    await read(booking);

    await decide(booking, 'cancel');
    const feed = await read(booking);
    await decide(booking, 'new');

    expect(feed).toEqual([]);
    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('after the acknowledgement gives the rooms back when the PMS has taken it', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await decide(booking, 'new');

    await t.cancel(booking);
    await read(booking);
    const told = await counts(night);
    await decide(booking, 'cancel');
    await decide(booking, 'cancel');

    expect(told).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('with a push since its hand-out gives nothing back, for the push may have; a full set is asked for', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await decide(booking, 'new');
    await t.cancel(booking);
    await read(booking);

    await push(night, 4);
    await decide(booking, 'cancel');

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 1 });
  });

  test('with a push before its hand-out, which cannot have counted it, gives the rooms back', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await decide(booking, 'new');
    await t.cancel(booking);

    await push(night, 2);
    await read(booking);
    await decide(booking, 'cancel');

    expect(await counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('twice gives back once', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night, 2);

    await Promise.all([t.cancel(booking), t.cancel(booking), t.cancel(booking)]);

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });
});

describe('a push that carries its own time', () => {
  test('earlier than an acknowledgement cannot have counted it: its rooms are taken off', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    const before = new Date(Date.now() + ahead);
    ahead += HOUR_MS;
    await decide(booking, 'new');

    await push(night, 4, before);

    expect(await counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 1 });
  });

  test('later than an acknowledgement has counted it', async () => {
    const night = aNight();
    await push(night, 4);
    const booking = await book(night);
    await read(booking);
    await decide(booking, 'new');
    ahead += HOUR_MS;

    await push(night, 4, new Date(Date.now() + ahead));

    expect(await counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('earlier than the last one applied changes nothing, also where that one had found nothing to change', async () => {
    const night = aNight();
    ahead += HOUR_MS;
    const [first, second, third] = [-3, -2, -1].map(
      (minutes) => new Date(Date.now() + ahead + minutes * 60_000),
    );
    await push(night, 4, first);
    await push(night, 4, third);

    const { before, after } = await changeOf(night, () => push(night, 9, second));

    expect(after).toEqual(before);
    expect(after.available_rooms).toBe(4);
  });

  test('earlier than the last one of another night is applied', async () => {
    const night = aNight();
    const other = aNight();
    ahead += HOUR_MS;
    await push(other, 4, new Date(Date.now() + ahead));

    await push(night, 9, new Date(Date.now() + ahead - 60_000));

    expect((await t.night(night)).available_rooms).toBe(9);
  });

  test('applied whole where part of it was overtaken', async () => {
    const night = aNight();
    const next = aNight();
    ahead += HOUR_MS;
    await push(next, 1, new Date(Date.now() + ahead));

    const sent_at = new Date(Date.now() + ahead - 60_000).toISOString();
    await t.push([{ from: night, to: next, available: 9 }], { sent_at });

    expect([(await t.night(night)).pms_rooms, (await t.night(next)).pms_rooms]).toEqual([9, 1]);
  });
});

test('a push below what is booked closes the night, and only rooms above the bookings open it again', async () => {
  const night = aNight();
  await push(night, 3);
  await book(night, 3);

  await push(night, 1);
  const lowered = await counts(night);
  const refused = await t.book({ checkin_date: night, checkout_date: addDays(night, 1) });
  await push(night, 3);
  const same = await counts(night);
  await push(night, 4);

  expect(lowered).toEqual({ P: 1, U: 3, A: 0, resend: 0 });
  expect(refused).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
  expect(same.A).toBe(0);
  expect(await counts(night)).toEqual({ P: 4, U: 3, A: 1, resend: 0 });
});

describe('a hotel in direct mode', () => {
  let direct: TestApp;
  beforeAll(async () => {
    direct = await anApp({ hotel: { inventory_mode: 'direct' } });
    await direct.load(4, 1, 30);
  });
  afterAll(() => direct.close());

  test('acknowledges at once: bookings and cancellations move what it has', async () => {
    const night = direct.day(10);
    const { booking_id } = bookingOf(
      await direct.book({ checkin_date: night, checkout_date: direct.day(11), rooms: 3, guests: 3 }),
    );
    const booked = await direct.night(night);
    await direct.cancel(booking_id);
    await direct.cancel(booking_id);

    expect(booked).toMatchObject({ pms_rooms: 1, unacked_rooms: 0, available_rooms: 1 });
    expect(await direct.night(night)).toMatchObject({ pms_rooms: 4, unacked_rooms: 0, available_rooms: 4 });
  });

  test('takes a push as it is', async () => {
    const night = direct.day(12);
    await direct.book({ checkin_date: night, checkout_date: direct.day(13) });

    await direct.push([{ from: night, to: night, available: 4 }]);

    expect(await direct.night(night)).toMatchObject({ pms_rooms: 4, unacked_rooms: 0, available_rooms: 4 });
  });
});

test('pushes, bookings, cancellations and acknowledgements all at once leave a clean history', async () => {
  const busy = await anApp();
  const history = new History('busy');
  const client = await anAppClient(busy, history);
  const [from, to] = [busy.day(20), busy.day(26)];
  await loadPrices(busy, 20, 26);
  await client.push(6, from, to);

  const bookings = Promise.all(
    Array.from({ length: 80 }, async (_, i) => {
      const check_in = busy.day(20 + (i % 6));
      const booked = await client.bookUntilAnswered({
        check_in,
        check_out: addDays(check_in, 1 + (i % 2)),
        key: `busy-${i}`,
      });
      if (i % 3 === 0) await Promise.all(confirmedBookings([booked]).map((id) => client.cancel(id)));
    }),
  );
  const pushes = (async () => {
    for (const available of [5, 7, 3, 8, 8, 2, 9]) await client.push(available, from, to);
  })();
  const read = async (): Promise<void> => {
    const feed = await client.handOut();
    const verdicts = feed.map(({ revision_id }, i) => ({ revision_id, accepted: i % 7 !== 3 }));
    if (verdicts.length > 0) await client.decide(verdicts.slice(0, 12));
  };
  const reads = (async () => {
    for (let round = 0; round < 8; round += 1) await read();
  })();
  await Promise.all([bookings, pushes, reads]);
  // On a fast day all eight rounds are over before the first booking.
  await read();

  const dumps = await dumpSystem(busy.db.database);
  await busy.close();
  expect(dumps.reservation_revisions.some((row) => row.state === 'ACKNOWLEDGED')).toBe(true);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
});
