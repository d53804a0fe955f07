import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { codeOf, heard, RestatingChannel } from '../builders/a-restating-channel.js';
import { bookingOf } from '../builders/an-app.js';
import { whileLocked } from './row-locks.js';

/* A channel's cancellation comes twice, before its reservation and at the same moment. */

const channel = new RestatingChannel();

beforeAll(() => channel.open());
afterAll(() => channel.t.close());
beforeEach(() => channel.begin());
afterEach(async () => {
  expect(await verifyInvariants(channel.t.db.database)).toEqual([]);
});

describe('a cancellation under the number of the channel', () => {
  test('gives back once, and twice is the same answer', async () => {
    await heard(channel.say(1));

    const first = await channel.cancel(2);
    const second = await channel.cancel(2);

    expect(JSON.parse(first.body)).toMatchObject({
      status: 'CANCELLED',
      partner_reference: channel.reference,
    });
    expect(second.body).toBe(first.body);
    expect(await channel.counts()).toBe('P2 U0 A2');
    expect(await codeOf(channel.say(3))).toBe('NOT_MODIFIABLE');
  });

  test('before its reservation: what comes late is answered as cancelled and books nothing', async () => {
    const cancelled = await channel.cancel(2);

    const late = await channel.say(1, { action: 'new' });

    expect(late).toMatchObject({ kind: 'done', created: false, body: cancelled.body });
    expect(JSON.parse(cancelled.body)).toMatchObject({ booking_id: null, status: 'CANCELLED' });
    const request = {
      partner_reference: channel.reference,
      checkin_date: channel.night,
      checkout_date: channel.nextNight,
    };
    expect(await codeOf(channel.t.book(request))).toBe('CONFLICT');
    expect(await channel.bookingsNow()).toBe(0);
    expect(await channel.counts()).toBe('P2 U0 A2');
  });

  test('before its reservation counts only for what is older than itself', async () => {
    await channel.cancel(2);

    await heard(channel.say(3, { action: 'new' }));

    expect(await channel.counts()).toBe('P2 U1 A1');
  });

  test('at the same moment as its reservation leaves nothing booked, whichever is first', async () => {
    for (let round = 0; round < 20; round += 1) {
      channel.reference = `${channel.reference}-${round}`;
      const pair = [() => channel.cancel(2), () => channel.say(1, { action: 'new' })];
      await Promise.all((round % 2 === 0 ? pair : pair.reverse()).map((send) => send()));
      expect(await channel.counts()).toBe('P2 U0 A2');
    }
  });

  test('older than the last restatement is refused', async () => {
    await heard(channel.say(4));

    expect(await codeOf(channel.cancel(3))).toBe('STALE_REVISION');
    expect(await channel.counts()).toBe('P2 U1 A1');
  });
});

describe('a cancellation that comes while its booking is on its way', () => {
  const booked = () =>
    channel.t.book(
      {
        partner_reference: channel.reference,
        checkin_date: channel.night,
        checkout_date: channel.nextNight,
      },
      { key: null },
    );

  /** The booking has asked for a cancellation, and waits for its night; then the cancellation is answered. */
  async function meet(revision?: number): Promise<string> {
    const { answer } = await whileLocked(channel.t, channel.night, async (held) => {
      const answer = booked();
      await held.waiters(1);
      expect(JSON.parse((await channel.cancel(revision)).body)).toMatchObject({
        booking_id: null,
        status: 'CANCELLED',
      });
      return { answer };
    });
    return bookingOf(await answer).booking_id;
  }

  test('cancels it, once, and the rooms are for sale again', async () => {
    const id = await meet();
    expect(await channel.counts()).toBe('P2 U1 A1');

    expect(await channel.t.app.cancelBuried()).toBe(1);
    expect(await channel.t.app.cancelBuried()).toBe(0);

    expect(await channel.counts()).toBe('P2 U0 A2');
    const [row] = await channel.t.db.database.rows(
      'SELECT status, revision FROM bookings WHERE booking_id = ?',
      [id],
    );
    expect(row).toEqual({ status: 'CANCELLED', revision: 2 });
  });

  test('leaves it where its channel has restated it since under a higher revision', async () => {
    await meet(6);
    await heard(channel.say(7, { rooms: 2 }));

    expect(await channel.t.app.cancelBuried()).toBe(0);
    expect(await channel.counts()).toBe('P2 U2 A0');
  });

  test.each([6, undefined])('an older restatement does not keep it alive (%s)', async (revision) => {
    await meet(revision);
    expect(await heard(channel.say(5, { rooms: 2 }))).toMatchObject({
      booking_id: null,
      status: 'CANCELLED',
    });
    expect(await channel.counts()).toBe('P2 U1 A1');

    expect(await channel.t.app.cancelBuried()).toBe(1);
    expect(await channel.counts()).toBe('P2 U0 A2');
  });

  test('cancels it also where its channel sells the hotel no more', async () => {
    await meet();
    const where = "WHERE kind = 'hotel' AND partner_id = ?";
    const kept = await channel.t.db.database.rows<Record<string, string>>(`SELECT * FROM mappings ${where}`, [
      channel.t.ota.partner_id,
    ]);
    await channel.t.db.database.run(`DELETE FROM mappings ${where}`, [channel.t.ota.partner_id]);
    await channel.t.db.database.run('UPDATE hotels SET version = version + 1');
    try {
      expect(await channel.t.app.cancelBuried()).toBe(1);
    } finally {
      for (const row of kept)
        await channel.t.db.database.run(`INSERT INTO mappings (${Object.keys(row).join(', ')}) VALUES (?)`, [
          Object.values(row),
        ]);
      await channel.t.db.database.run('UPDATE hotels SET version = version + 1');
    }
    expect(await channel.counts()).toBe('P2 U0 A2');
  });

  test('nor one that was written at the same time', async () => {
    const id = await meet(6);
    await channel.t.db.database.run('UPDATE bookings SET partner_revision = 5 WHERE booking_id = ?', [id]);

    expect(await channel.t.app.cancelBuried()).toBe(1);
    expect(await channel.counts()).toBe('P2 U0 A2');
  });
});
