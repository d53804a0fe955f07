import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { startCassandra } from '../../src/cli/dev-stack/cassandra.js';
import type { BookingViews } from '../../src/core/booking-views/booking-views.js';
import { openCassandraBookingViews } from '../../src/core/booking-views/cassandra-booking-views.js';
import { createMysqlBookingViews } from '../../src/core/booking-views/mysql-booking-views.js';
import { createRecentBookings } from '../../src/core/booking-views/recent-bookings.js';
import type { App } from '../../src/core/app.js';
import { createLogger } from '../../src/core/platform/logger.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, type BenchLine } from './bench-line.js';
import { closedLoop, summarise } from './closed-loop.js';
import { interleave } from './interleave.js';
import { insertStock, makeStock, PARTNER, type ViewsStock } from './views-stock.js';

const CALLERS = 32;
const RUN_MS = 1_500;
const ROUNDS = { warmUps: 2, rounds: 3 };
const PAGE = 20;
const logger = createLogger('silent');

type Read = () => Promise<unknown>;

/** First pages of a user and of a hotel from Cassandra, from Redis in front of it and from the tables. */
export async function views({ app }: BenchApp): Promise<BenchLine[]> {
  const cassandra = await openCassandra();
  const stock = makeStock();
  const keyspace = `bellhop_bench_${randomBytes(4).toString('hex')}`;
  const projected = openCassandraBookingViews({
    contactPoints: [cassandra.contactPoint],
    keyspace: { name: keyspace, dataCenter: 'datacenter1', replication: 1 },
    credentials: null,
    serialise: (work) => work(),
    logger,
  });
  const bare = new Client({
    contactPoints: [cassandra.contactPoint],
    localDataCenter: 'datacenter1',
    queryOptions: { prepare: true },
  });
  try {
    await projected.store(stock.entries);
    await insertStock(app.database, stock.entries);
    const cached = createRecentBookings({ redis: app.redis, logger }).inFrontOf<BookingViews>(projected);
    const plain = bareReads(bare, keyspace, stock);
    const tables = createMysqlBookingViews({ database: app.database });
    return [
      await compare('user, Cassandra', 'bare driver, one read', userPage(projected, stock), plain.user),
      await compare('user, Redis in front', 'bare driver, one read', userPage(cached, stock), plain.user),
      await compare('hotel, Cassandra', 'bare driver, one read', hotelPage(projected, stock), plain.hotel),
      await compare('user, tables', 'one SELECT', userPage(tables, stock), selectUser(app, stock)),
    ];
  } finally {
    await bare.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`, [], { prepare: false, readTimeout: 30_000 });
    await Promise.all([bare.shutdown(), projected.close()]);
    await cassandra.stop();
  }
}

/** The one that BELLHOP_TEST_CASSANDRA names, or one of the bench's own. */
async function openCassandra(): Promise<{ contactPoint: string; stop(): Promise<void> }> {
  const given = process.env['BELLHOP_TEST_CASSANDRA'];
  if (given) return { contactPoint: given, stop: () => Promise.resolve() };
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-bench-cassandra-'));
  chmodSync(directory, 0o711);
  const server = await startCassandra({
    directory,
    say: (line) => process.stderr.write(`bench: ${line}\n`),
  });
  return {
    contactPoint: server.url,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function compare(load: string, limit_of: string, ours: Read, limit: Read): Promise<BenchLine> {
  const run = (call: Read) => () => closedLoop({ callers: CALLERS, milliseconds: RUN_MS, call });
  const [mine = [], theirs = []] = await interleave([run(ours), run(limit)], ROUNDS);
  const name = { bench: 'views', case: `${load}, ${CALLERS} callers`, unit: 'pages/s', limit_of };
  return benchLine(name, summarise(mine), summarise(theirs));
}

const filter = { partner_id: PARTNER, status: null, limit: PAGE };

function userPage(from: BookingViews, stock: ViewsStock): Read {
  return () => from.ofUser({ ...filter, user_id: stock.userId(), before: null });
}

function hotelPage(from: BookingViews, stock: ViewsStock): Read {
  return () => {
    const dates = { from: stock.month(), to: '2027-12-31', after: null };
    return from.ofHotel({ ...filter, ...dates, partner_id: null, hotel_id: stock.hotelId() });
  };
}

/** The same rows by one prepared statement each, as the driver gives them. */
function bareReads(client: Client, keyspace: string, stock: ViewsStock): { user: Read; hotel: Read } {
  const year = new Date().getUTCFullYear();
  const ofUser = `SELECT * FROM ${keyspace}.booking_by_user
    WHERE user_id = ? AND partner_id = ? AND booked_year = ? LIMIT ${PAGE + 1}`;
  const ofHotel = `SELECT * FROM ${keyspace}.booking_by_hotel
    WHERE hotel_id = ? AND check_in_month = ? LIMIT ${PAGE + 1}`;
  return {
    user: () => client.execute(ofUser, [stock.userId(), PARTNER, year]),
    hotel: () => client.execute(ofHotel, [stock.hotelId(), stock.month().slice(0, 7)]),
  };
}

function selectUser({ database }: App, stock: ViewsStock): Read {
  return () =>
    database.rows(
      `SELECT b.booking_id, b.hotel_id, b.status, b.check_in_date, b.check_out_date, b.total_price, b.currency, r.room_id,
         r.quantity FROM bookings b JOIN booking_rooms r ON r.booking_id = b.booking_id
       WHERE b.user_id = ? AND b.partner_id = ? ORDER BY b.booking_id DESC LIMIT ?`,
      [stock.userId(), PARTNER, PAGE],
    );
}
