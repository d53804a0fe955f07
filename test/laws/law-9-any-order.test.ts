import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { codeOf, heard, RestatingChannel } from '../builders/a-restating-channel.js';

/* A channel's messages of a reservation come twice and in any order. */

const channel = new RestatingChannel();

beforeAll(() => channel.open());
afterAll(() => channel.t.close());
beforeEach(() => channel.begin());
afterEach(async () => {
  expect(await verifyInvariants(channel.t.db.database)).toEqual([]);
});

describe('messages of a reservation in any order', () => {
  test('a modification that comes before its reservation books it; the late reservation changes nothing', async () => {
    const first = await channel.say(2, { rooms: 2 });
    const booking = await heard(Promise.resolve(first));

    const late = await heard(channel.say(1, { action: 'new' }));

    expect(first).toMatchObject({ kind: 'done', created: true });
    expect(late).toEqual(booking);
    expect(await channel.bookingsNow()).toBe(1);
    expect(await channel.counts()).toBe('P2 U2 A0');
  });

  test('an older modification is refused, naming the revision that we have', async () => {
    await heard(channel.say(5));

    const answer = await channel.say(4, { rooms: 2 });

    expect(answer).toMatchObject({
      kind: 'refused',
      body: { code: 'STALE_REVISION', details: { partner_revision: 5 } },
    });
    expect(await channel.counts()).toBe('P2 U1 A1');
  });

  test('the same message twice is one', async () => {
    const first = await heard(channel.say(1));
    const second = await heard(channel.say(1));

    expect(second).toEqual(first);
    expect(await codeOf(channel.say(1, { rooms: 2 }))).toBe('CONFLICT');
    expect(await channel.counts()).toBe('P2 U1 A1');
  });

  test('copies at once book once, and all hear the same', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => heard(channel.say(1))));

    expect(new Set(answers.map((booking) => booking.booking_id)).size).toBe(1);
    expect(await channel.counts()).toBe('P2 U1 A1');
  });

  test('the same key gives the same answer, byte for byte, also a refusal', async () => {
    const key = `k-${channel.reference}`;
    const first = await channel.say(1, { nights: 2 }, { key });
    const second = await channel.say(1, { nights: 2 }, { key });

    expect(first).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
    expect(second).toEqual({ ...first, replayed: true });
  });

  test('a higher revision that changes nothing of ours still makes the older ones late', async () => {
    await heard(channel.say(1));
    const same = await heard(channel.say(3));

    expect(same.revision).toBe(1);
    expect(await codeOf(channel.say(2, { rooms: 2 }))).toBe('STALE_REVISION');
  });
});
