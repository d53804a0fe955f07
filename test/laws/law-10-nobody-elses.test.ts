import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src/core/model/errors.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { aMessage, anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { createTestRedis } from '../harness/redis.js';

/** Text that may stand in the booking itself and nowhere else. */
const CANARIES = ['Canariella', 'Sperlingsgasse', 'canary@example.com', '+351555012345'];

let t: TestApp;
let otherOta: Partner;
let otherPms: Partner;
let booking: string;

beforeAll(async () => {
  t = await anApp({ redisUrl: (await createTestRedis()).url });
  await t.load(5, 1, 40);
  const stranger = { name: 'Stranger', connector: 'native' };
  ({ partner: otherOta } = await t.app.partners.create({ ...stranger, code: 'ota-x', kind: 'ota' }));
  ({ partner: otherPms } = await t.app.partners.create({ ...stranger, code: 'pms-x', kind: 'pms' }));
  const guest = {
    first_name: 'Canariella',
    last_name: 'Sperlingsgasse',
    email: 'canary@example.com',
    phone: '+351555012345',
  };
  booking = bookingOf(await t.book({ guest, partner_reference: 'ref-10' }, { key: 'law-10' })).booking_id;
});

afterAll(() => t.close());

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return { code: error.code, message: error.message };
}

const cancelAs = (partner: Partner, id: string) =>
  t.app.cancelBooking(id, {
    partner,
    idempotency_key: null,
    body_hash: '0'.repeat(64),
    request_id: 'law-10',
  });

test('the booking of another partner reads like one that does not exist', async () => {
  const theirs = await failure(t.app.getBooking(booking, otherOta));
  const nobodys = await failure(t.app.getBooking('4611686018427387904', otherOta));

  expect(theirs.code).toBe('BOOKING_NOT_FOUND');
  expect(theirs.message.replace(booking, '#')).toBe(nobodys.message.replace('4611686018427387904', '#'));
});

test.each(['ota', 'pms'] as const)('another %s cannot cancel a booking', async (kind) => {
  const { code } = await failure(cancelAs(kind === 'ota' ? otherOta : otherPms, booking));

  expect(code).toBe('BOOKING_NOT_FOUND');
  expect((await t.app.getBooking(booking, t.ota)).status).toBe('CONFIRMED');
});

test('nor can the PMS of the hotel, which may read it', async () => {
  const view = await t.app.getBooking(booking, t.pms);

  const { code } = await failure(cancelAs(t.pms, booking));

  expect(view.booking_id).toBe(booking);
  expect(code).toBe('BOOKING_NOT_FOUND');
});

test('a partner that is not mapped to a hotel finds no such hotel, by its code or its id', async () => {
  const byCode = await failure(t.book({}, { partner: otherOta }));
  const byId = await failure(t.book({ hotel_id: t.hotelId }, { partner: otherOta }));
  const push = await failure(
    t.app.applyAri(otherPms, aMessage('HV01', [{ from: t.day(1), to: t.day(1), available: 0 }]), {
      requestId: null,
    }),
  );

  expect([byCode.code, byId.code, push.code]).toEqual([
    'HOTEL_NOT_FOUND',
    'HOTEL_NOT_FOUND',
    'HOTEL_NOT_FOUND',
  ]);
});

test('another PMS is handed nothing and decides nothing', async () => {
  const [revision] = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 10 });
  const verdict = {
    revision_id: revision?.revision_id ?? '',
    outcome: 'accepted' as const,
    pms_reference: null,
    reason: null,
  };

  const feed = await t.app.handOutRevisions(otherPms, { hotel_code: null, limit: 10 });
  const decided = await failure(t.app.decideRevisions(otherPms, [verdict], { request_id: 'law-10' }));

  expect(feed).toEqual([]);
  expect(decided.code).toBe('REVISION_NOT_FOUND');
  expect((await t.night(t.day(10))).unacked_rooms).toBe(1);
});

test('keys and references of another partner say nothing of ours', async () => {
  for (const [kind, our_code] of [
    ['hotel', 'HV01'],
    ['room', 'DBL'],
    ['rate', 'BAR'],
  ] as const) {
    await t.app.mappings.set({
      partner_code: 'ota-x',
      hotel_code: 'HV01',
      kind,
      our_code,
      their_code: our_code,
    });
  }

  const answer = await t.book({ partner_reference: 'ref-10' }, { partner: otherOta, key: 'law-10' });

  expect(answer.replayed).toBe(false);
  expect(bookingOf(answer).booking_id).not.toBe(booking);
});

test('who the guest is stands in the booking and nowhere else', async () => {
  await t.app.relay.drain();
  const tables = await t.db.database.rows<{ name: string }>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'bookings'",
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => JSON.stringify(await t.db.database.rows(`SELECT * FROM ${name}`))),
  );
  const cached = await t.app.redis.keys('*');
  const entries = await Promise.all(cached.map((key) => t.app.redis.get(key)));
  texts.push(...cached, ...entries.map(String), await t.app.metrics.registry.metrics());

  expect(cached).toContain(`booking_cache:${booking}`);
  expect(CANARIES.filter((canary) => texts.some((text) => text.includes(canary)))).toEqual([]);
});
