import mysql from 'mysql2';
import { compareChannel } from '../../src/core/reconcile/compare-channel.js';
import type { ChannelComparing } from '../../src/core/reconcile/note-night.js';
import { addDays, todayIn } from '../../src/core/model/local-date.js';
import type { Id } from '../../src/core/model/ids.js';
import { onboardRooms, type BenchApp } from './bench-app.js';
import { benchLine, type BenchLine, type Measured } from './bench-line.js';
import { interleave } from './interleave.js';

/** A smaller number is for a look on a busy machine. */
const HOTELS = Number(process.env['BELLHOP_BENCH_RECONCILE_HOTELS'] ?? 1_000);
const NIGHTS = 365;
const LANES = 4;
const ROUNDS = { warmUps: 1, rounds: 1 };
/** A night of a room and of its two rate plans, in our copy and in what the channel acknowledged. */
const CELLS = HOTELS * NIGHTS * 3;

/**
 * 1,000 hotels of a room under two rate plans for a year, ours with what a channel acknowledged, every value equal, beside plain
 * SELECTs of the same rows that are read and forgotten.
 */
export async function reconcile(bench: BenchApp): Promise<BenchLine[]> {
  const { app, ota } = bench;
  const today = todayIn('Europe/Lisbon', app.clock.now());
  const to = addDays(today, NIGHTS - 1);
  await onboardRooms(bench, { code: 'RC0', rooms: 1 });
  await copyHotel(bench);
  await stock(bench, today);
  const hotels = await app.database.rows<{ hotel_id: Id }>(
    "SELECT hotel_id FROM hotels WHERE code LIKE 'RC%'",
  );
  const connector = app.connectors.get('native');
  if (connector === undefined) throw new Error('no native contract');
  const endpoint = {
    ...{ partner: ota, connector, dialect: connector.dialects[0], url: '' },
    settings: { username: '', password: '', now: app.clock.now().toISOString(), nextId: app.nextId },
  };
  const facts = { waits: no, isRefused: no, isDisabled: no, paused: false, syncing: false };
  const ours = async (): Promise<number> => {
    const started = performance.now();
    const queue = [...hotels];
    let compared = 0;
    await Promise.all(
      Array.from({ length: LANES }, async () => {
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
          const catalogue = await app.openCatalogue(ota, next.hotel_id);
          const asked = { endpoint, catalogue, facts, reported: null, before: null, from: today, to };
          const { nights, differences } = await compareChannel(app, asked as unknown as ChannelComparing);
          if (differences.length > 0) throw new Error(`differs: ${JSON.stringify(differences[0])}`);
          compared += nights;
        }
      }),
    );
    if (compared !== CELLS) throw new Error(`${compared} nights compared, not ${CELLS}`);
    return performance.now() - started;
  };
  const ids = hotels.map(({ hotel_id }) => hotel_id);
  const plain = async (): Promise<number> => {
    const started = performance.now();
    // Each table in the order of its key: a join of nights and rate plans would be measured instead of the reading.
    const read = await Promise.all([
      stream(
        bench,
        'SELECT i.* FROM rooms x JOIN room_inventory i ON i.room_id = x.room_id WHERE x.hotel_id IN (?)',
        [ids],
      ),
      stream(
        bench,
        'SELECT r.* FROM rooms x JOIN room_rates r ON r.room_id = x.room_id WHERE x.hotel_id IN (?)',
        [ids],
      ),
      stream(bench, 'SELECT * FROM channel_cells WHERE partner_id = ?', [ota.partner_id]),
    ]);
    if (read[0] + read[1] !== CELLS || read[2] !== CELLS) throw new Error(`${read.join(', ')} rows`);
    return performance.now() - started;
  };
  const [mine = [], theirs = []] = await interleave([ours, plain], ROUNDS);
  const name = { bench: 'reconcile', unit: 'nights/s', limit_of: 'plain SELECTs of both copies, streamed' };
  const load = `${HOTELS} hotels x ${NIGHTS} nights x 2 copies`;
  return [benchLine({ ...name, case: load }, summarise(mine), summarise(theirs))];
}

const no = (): boolean => false;

function summarise(times: readonly number[]): Measured {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return {
    figure: (CELLS / middle) * 1_000,
    p50_ms: middle,
    p99_ms: sorted.at(-1) ?? 0,
    max_ms: sorted.at(-1) ?? 0,
  };
}

/** One hotel is onboarded, the others are its copies: a thousand onboardings are not what is measured. */
async function copyHotel({ app: { database, nextId } }: BenchApp): Promise<void> {
  type Row = Record<string, string | number | null>;
  const rows = (sql: string) => database.rows<Row>(sql);
  const [hotel] = await rows("SELECT * FROM hotels WHERE code = 'RC0'");
  const own = `hotel_id = ${hotel?.['hotel_id'] ?? 0}`;
  const tables = {
    hotels: hotel === undefined ? [] : [hotel],
    rooms: await rows(`SELECT * FROM rooms WHERE ${own}`),
    rate_plans: await rows(`SELECT * FROM rate_plans WHERE ${own}`),
    mappings: await rows(`SELECT * FROM mappings WHERE ${own}`),
  };
  const ids = Object.values(tables)
    .flat()
    .flatMap((row) =>
      [row['mapping_id'] ?? row['rate_plan_id'] ?? row['room_id'] ?? row['hotel_id'] ?? null].filter(
        (id) => id !== null,
      ),
    );
  for (let copy = 1; copy < HOTELS; copy++) {
    const fresh = new Map(ids.map((id) => [id, nextId() as string | number]));
    for (const [table, originals] of Object.entries(tables))
      await database.run(`INSERT INTO ${table} (${Object.keys(originals[0] ?? {}).join(', ')}) VALUES ?`, [
        originals.map((row) =>
          Object.values(row).map((value) =>
            value === 'RC0' ? `RC${copy}` : ((value === null ? undefined : fresh.get(value)) ?? value),
          ),
        ),
      ]);
  }
}

/** Values as a push leaves them, and the channel's acknowledgement of each. */
async function stock({ app: { database }, ota }: BenchApp, today: string): Promise<void> {
  const days = `(WITH RECURSIVE d (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < ${NIGHTS - 1})
    SELECT DATE_ADD('${today}', INTERVAL n DAY) AS date FROM d) AS days`;
  const rooms = "rooms r JOIN hotels h ON h.hotel_id = r.hotel_id AND h.code LIKE 'RC%'";
  // Another price every night: nothing can be found equal by having been seen before.
  const price = `100 + TO_DAYS(days.date) % 300, '.00'`;
  const levels = `CONCAT('{"1":"', ${price}, '","2":"', ${price}, '"}')`;
  const start = '{"currency":"EUR","tax":"after","guests":';
  const said = `CONCAT('{"min_stay_arrival":2,"amounts":[${start}1,"amount":"', ${price}, '"},${start}2,"amount":"', ${price}, '"}]}')`;
  const cell =
    'partner_id, hotel_id, room_id, rate_plan_id, date, available, closed, said, acknowledged_at, delivery_id, attempt';
  for (const sql of [
    `INSERT INTO room_inventory (room_id, date, hotel_id, available_rooms, pms_rooms, pms_received_at)
       SELECT r.room_id, days.date, r.hotel_id, 5, 5, NOW(3) FROM ${rooms} JOIN ${days}`,
    `INSERT INTO room_rates (room_id, rate_plan_id, date, min_stay_arrival, occupancy_amounts)
       SELECT r.room_id, p.rate_plan_id, days.date, 2, ${levels} FROM ${rooms}
       JOIN rate_plans p ON p.hotel_id = r.hotel_id JOIN ${days}`,
    `INSERT INTO channel_cells (${cell})
       SELECT ${ota.partner_id}, r.hotel_id, r.room_id, 0, days.date, 5, 0, NULL, NOW(3), 1, 1 FROM ${rooms} JOIN ${days}`,
    `INSERT INTO channel_cells (${cell})
       SELECT ${ota.partner_id}, r.hotel_id, r.room_id, p.rate_plan_id, days.date, NULL, 0, ${said}, NOW(3), 1, 1
       FROM ${rooms} JOIN rate_plans p ON p.hotel_id = r.hotel_id JOIN ${days}`,
  ])
    await database.run(sql);
}

/** Reads every row and forgets it. @returns how many there were */
function stream({ stores }: BenchApp, sql: string, parameters: readonly unknown[]): Promise<number> {
  const connection = mysql.createConnection({
    uri: stores.mysqlUrl,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  return new Promise<number>((resolve, reject) => {
    let rows = 0;
    connection
      .query(sql, [...parameters])
      .on('error', reject)
      .on('result', () => (rows += 1))
      .on('end', () => resolve(rows));
  }).finally(() => connection.destroy());
}
