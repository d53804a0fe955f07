import { createHash } from 'node:crypto';
import { inject } from 'vitest';
import { createApp, type App } from '../../src/core/app.js';
import { readConfig } from '../../src/core/config.js';
import { connectors } from '../../src/connectors/index.js';
import type { AriMessage, AriUpdate } from '../../src/core/model/ari.js';
import type { Clock } from '../../src/core/model/clock.js';
import { addDays, todayIn, type LocalDate } from '../../src/core/model/local-date.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { createLogger } from '../../src/core/platform/logger.js';
import type { BookingRequest } from '../../src/core/bookings/booking-request.js';
import { bookingRequest } from '../../src/core/bookings/booking-request.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { aHotel, type HotelFile } from './a-hotel.js';

export interface TestApp {
  readonly app: App;
  readonly db: TestDatabase;
  readonly pms: Partner;
  readonly ota: Partner;
  readonly hotelId: string;
  /** The stay date so many days from today at the hotel. */
  day(offset: number): LocalDate;
  push(updates: Partial<AriUpdate>[], extra?: Partial<AriMessage>): ReturnType<App['applyAri']>;
  /** Loads `rooms` of DBL at 100.00 EUR under BAR from day `from` to day `to`, both inclusive. */
  load(rooms: number, from: number, to: number): Promise<void>;
  book(request?: Partial<BookingRequest>, options?: BookOptions): ReturnType<App['createBooking']>;
  cancel(bookingId: string, key?: string): ReturnType<App['cancelBooking']>;
  /** Confirms a hold, paid with `token` where there is one. */
  confirm(bookingId: string, options?: { key?: string; token?: string }): ReturnType<App['confirmBooking']>;
  /** The counts of one night of DBL. */
  night(date: LocalDate, room?: string): Promise<Counts>;
  close(): Promise<void>;
}

export interface BookOptions {
  readonly key?: string | null;
  readonly partner?: Partner;
}

export interface Counts {
  readonly available_rooms: number;
  readonly pms_rooms: number;
  readonly unacked_rooms: number;
  readonly resend_wanted: number;
  readonly version: number;
  readonly closed: number;
}

export interface TestAppOptions {
  readonly hotel?: Partial<HotelFile>;
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  readonly redisUrl?: string;
  /** Use an existing database: a second process on the same system. */
  readonly db?: TestDatabase;
}

/** The real application on a database of its own, with one PMS, one OTA and one hotel that both are mapped to. */
export async function anApp(options: TestAppOptions = {}): Promise<TestApp> {
  const db = options.db ?? (await createTestDatabase());
  const config = readConfig({
    BELLHOP_MYSQL_URL: db.url,
    BELLHOP_REDIS_URL: options.redisUrl ?? inject('redisUrl'),
    ...options.env,
  });
  const app = await createApp({
    config,
    connectors,
    logger: createLogger('silent'),
    runtimeMetrics: false,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const { partner: pms } = await app.partners.create({
    code: 'pms-1',
    name: 'PMS One',
    kind: 'pms',
    connector: 'ota',
  });
  const { partner: ota } = await app.partners.create({
    code: 'ota-1',
    name: 'OTA One',
    kind: 'ota',
    connector: 'native',
  });
  const file = aHotel({ pms: pms.code, otas: [ota.code], ...options.hotel });
  const { hotel_id } = await app.onboardHotel(file, { dryRun: false, requestId: null });
  if (hotel_id === null) throw new Error('only a dry run has no hotel_id');
  return harness({ app, db, pms, ota, file, hotelId: hotel_id, ownsDb: options.db === undefined });
}

let keys = 0;

function harness(parts: {
  app: App;
  db: TestDatabase;
  pms: Partner;
  ota: Partner;
  file: HotelFile;
  hotelId: string;
  ownsDb: boolean;
}): TestApp {
  const { app, db, pms, ota, file, hotelId } = parts;
  const day = (offset: number) => addDays(todayIn(file.time_zone, new Date()), offset);
  const push: TestApp['push'] = (updates, extra = {}) =>
    app.applyAri(pms, aMessage(file.code, updates, extra), { requestId: null });
  return {
    app,
    db,
    pms,
    ota,
    hotelId,
    day,
    push,
    load: async (rooms, from, to) => {
      const range = { from: day(from), to: day(to), room_code: 'DBL' };
      await push([
        { ...range, available: rooms },
        {
          ...range,
          rate_code: 'BAR',
          amounts: [{ guests: 2, amount: '100.00', currency: 'EUR', tax: 'after' }],
        },
      ]);
    },
    book: (request = {}, { key = `key-${(keys += 1)}`, partner = ota } = {}) => {
      const body = {
        hotel_id: file.code,
        checkin_date: day(10),
        checkout_date: day(12),
        guests: 2,
        rooms: 1,
        room_code: 'DBL',
        rate_code: 'BAR',
        ...request,
      };
      return app.createBooking(bookingRequest.parse(body), {
        partner,
        idempotency_key: key,
        body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
        request_id: `req-${keys}`,
      });
    },
    cancel: (bookingId, key) =>
      app.cancelBooking(bookingId, {
        partner: ota,
        idempotency_key: key ?? null,
        body_hash: createHash('sha256').update('{}').digest('hex'),
        request_id: 'req-cancel',
      }),
    confirm: (bookingId, { key, token } = {}) =>
      app.confirmBooking(
        bookingId,
        { payment_token: token },
        {
          partner: ota,
          idempotency_key: key ?? null,
          body_hash: createHash('sha256')
            .update(token ?? '{}')
            .digest('hex'),
          request_id: 'req-confirm',
        },
      ),
    night: async (date, room = 'DBL') => {
      const [row] = await db.database.rows<Counts>(
        `SELECT i.available_rooms, i.pms_rooms, i.unacked_rooms, i.resend_wanted, i.version, i.closed
         FROM room_inventory i JOIN rooms r ON r.room_id = i.room_id WHERE r.code = ? AND i.date = ?`,
        [room, date],
      );
      if (row === undefined) throw new Error(`no inventory for ${room} on ${date}`);
      return row;
    },
    close: async () => {
      await app.close();
      if (parts.ownsDb) await db.drop();
    },
  };
}

export function aMessage(
  hotelCode: string,
  updates: Partial<AriUpdate>[],
  extra: Partial<AriMessage> = {},
): AriMessage {
  return {
    hotel_code: hotelCode,
    complete_set: false,
    rate_absent: 'every_rate',
    sent_at: null,
    updates: updates.map((update, index) => ({
      room_code: 'DBL',
      unit_code: null,
      rate_code: null,
      from: '',
      to: '',
      days: null,
      set: {},
      amounts: [],
      at: `/updates/${index}`,
      ...update,
    })),
    ...extra,
  };
}

/** The booking of an answer that must be one. */
export function bookingOf(answer: Awaited<ReturnType<App['createBooking']>>): {
  booking_id: string;
  status: string;
} {
  if (answer.kind === 'refused') throw new Error(`refused: ${answer.body.code} ${answer.body.message}`);
  return JSON.parse(answer.body) as { booking_id: string; status: string };
}
