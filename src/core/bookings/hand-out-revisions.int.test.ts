import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import type { Partner } from '../partners/partner.js';

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(5, 1, 30);
});
afterAll(() => t.close());

const feed = (partner: Partner = t.pms) => t.app.handOutRevisions(partner, { hotel_code: null, limit: 100 });
const accept = (ids: string[], partner: Partner = t.pms) =>
  t.app.decideRevisions(
    partner,
    ids.map((revision_id) => ({ revision_id, outcome: 'accepted', pms_reference: null, reason: null })),
    { request_id: 'req-ack' },
  );

describe('the feed of a PMS', () => {
  test('tells every booking with its rooms, nights and guest, in order, until it is acknowledged', async () => {
    const guest = { first_name: 'Ada', last_name: 'Byron', email: 'ada@example.org' };
    const first = bookingOf(await t.book({ guest, partner_reference: 'R-1' }));
    const second = bookingOf(await t.book({ rooms: 2, guests: 4 }));

    const told = await feed();
    const again = await feed();
    await accept([told[0]?.revision_id ?? '']);
    const left = await feed();

    expect(told.map((revision) => revision.booking_id)).toEqual([first.booking_id, second.booking_id]);
    expect(told[0]).toMatchObject({
      action: 'new',
      hotel_code: 'HV01',
      partner_reference: 'R-1',
      guest,
      total_price: '200.00',
      rooms: [
        {
          room_code: 'DBL',
          rate_code: 'BAR',
          quantity: 1,
          guests: 2,
          nights: [{ amount: '100.00' }, { amount: '100.00' }],
        },
      ],
    });
    expect(again).toEqual(told);
    expect(left.map((revision) => revision.booking_id)).toEqual([second.booking_id]);
  });

  test('a cancellation follows its booking; both are told in order', async () => {
    const booking = bookingOf(await t.book());
    await feed();
    await t.cancel(booking.booking_id);

    const told = await feed();

    expect(told.map(({ action, status, revision }) => ({ action, status, revision }))).toEqual([
      { action: 'new', status: 'CONFIRMED', revision: 1 },
      { action: 'cancel', status: 'CANCELLED', revision: 2 },
    ]);
  });

  test('a booking that was cancelled before it was told is never told', async () => {
    const booking = bookingOf(await t.book());
    await t.cancel(booking.booking_id);

    expect(await feed()).toEqual([]);
  });

  test('belongs to one PMS: another sees nothing and cannot acknowledge', async () => {
    const { partner: other } = await t.app.partners.create({
      code: 'pms-2',
      name: 'Other',
      kind: 'pms',
      connector: 'ota',
    });
    await t.book();
    const [revision] = await feed();

    const stolen: unknown = await accept([revision?.revision_id ?? ''], other).catch(
      (error: unknown) => error,
    );

    expect(await feed(other)).toEqual([]);
    expect(stolen).toMatchObject({ code: 'REVISION_NOT_FOUND' });
  });

  test('acknowledges all or none, and only what was handed out', async () => {
    await t.book();
    const [told] = await feed();
    await t.book();
    const [pending] = await t.db.database.rows<{ revision_id: string }>(
      "SELECT revision_id FROM reservation_revisions WHERE state = 'PENDING'",
    );

    const error: unknown = await accept([told?.revision_id ?? '', pending?.revision_id ?? '', 'x']).catch(
      (e: unknown) => e,
    );

    expect(error).toMatchObject({
      code: 'REVISION_NOT_FOUND',
      faults: [{ pointer: pending?.revision_id }, { pointer: 'x' }],
    });
    expect(await t.night(t.day(10))).toMatchObject({ pms_rooms: 5, unacked_rooms: 2 });
  });

  test('says so when what was accepted before is reported as failed', async () => {
    await t.book();
    const [told] = await feed();
    const revision_id = told?.revision_id ?? '';
    await accept([revision_id]);
    await accept([revision_id]);

    const failure = { revision_id, outcome: 'failed', pms_reference: null, reason: 'full' } as const;
    const error: unknown = await t.app
      .decideRevisions(t.pms, [failure], { request_id: 'req-fail' })
      .catch((e: unknown) => e);

    expect(error).toMatchObject({ code: 'CONFLICT', faults: [{ pointer: revision_id }] });
    expect(await t.night(t.day(10))).toMatchObject({ pms_rooms: 4, unacked_rooms: 0 });
  });

  test('takes no word on a booking that was cancelled before anybody was told', async () => {
    const { booking_id } = bookingOf(await t.book());
    await t.cancel(booking_id);
    const [withdrawn] = await t.db.database.rows<{ revision_id: string }>(
      "SELECT revision_id FROM reservation_revisions WHERE state = 'WITHDRAWN'",
    );

    const error: unknown = await accept([withdrawn?.revision_id ?? '']).catch((e: unknown) => e);

    expect(error).toMatchObject({ code: 'REVISION_NOT_FOUND' });
  });

  test('moves with the hotel to a new PMS', async () => {
    await t.app.partners.create({ code: 'pms-2', name: 'Other', kind: 'pms', connector: 'ota' });
    const other = await t.app.partners.get('pms-2');
    await t.book();
    await feed();

    await t.app.onboardHotel(aHotel({ pms: 'pms-2', otas: ['ota-1'] }), { dryRun: false, requestId: null });

    expect(await feed(t.pms)).toEqual([]);
    expect(await feed(other)).toHaveLength(1);
  });
});
