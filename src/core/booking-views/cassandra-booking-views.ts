import { concurrent, type Client } from 'cassandra-driver';
import { compareIds, type Id } from '../model/ids.js';
import type {
  BookingEntry,
  BookingState,
  EntryPage,
  HotelQuery,
  ProjectedViews,
  UserQuery,
} from './booking-views.js';
import { CassandraConnection, type CassandraOptions } from './cassandra-connection.js';
import {
  bookedYear,
  ENTRY_COLUMNS,
  monthOf,
  monthsOf,
  toEntry,
  valuesOf,
  type Known,
} from './cassandra-rows.js';
import { SCHEMA_CHANGE, VIEW_TABLES } from './cassandra-schema.js';
import { readAcross } from './read-across.js';

const WRITES_AT_ONCE = 64;
const MOST_ROWS_A_FETCH = 500;
const REBUILD = 'booking-views';
const LAST_ID = 9_223_372_036_854_775_807n;

/** The views in Cassandra. Connects with the first call, so that a gateway starts while Cassandra is away. */
export function openCassandraBookingViews(options: CassandraOptions): ProjectedViews {
  const connection = new CassandraConnection(options);
  const statements = statementsOf(options.keyspace.name);
  return {
    kind: 'cassandra',
    ofUser: (query) =>
      connection.use(async (client) => paged(await readUser(client, statements, query), query.limit)),
    ofHotel: (query) =>
      connection.use(async (client) => paged(await readHotel(client, statements, query), query.limit)),
    store: (states) =>
      connection.use(async (client) => {
        // Years first: a booking whose year is not noted would not be found.
        await write(client, yearsOf(statements, states));
        await write(
          client,
          states.flatMap((state) => [...rowsOf(statements, state), ...formerRowsOf(statements, state)]),
        );
      }),
    clear: () =>
      connection.use(async (client) => {
        for (const table of VIEW_TABLES)
          await client.execute(`TRUNCATE ${options.keyspace.name}.${table}`, [], SCHEMA_CHANGE);
      }),
    rebuiltTo: () =>
      connection.use(async (client) => {
        const { rows } = await client.execute(statements.readProgress, [REBUILD]);
        return (rows[0]?.get('place') as string | null | undefined) ?? null;
      }),
    noteRebuilt: (place) =>
      connection.use(async (client) => {
        await client.execute(statements.noteProgress, [place, REBUILD]);
      }),
    healthy: () => connection.healthy(),
    close: () => connection.close(),
  };
}

type Statements = ReturnType<typeof statementsOf>;

/**
 * Timestamps are revisions: Cassandra itself keeps the higher one, whatever comes when. A year once noted stays, so any
 * constant does for it.
 */
function statementsOf(keyspace: string) {
  const insert = (table: string, bucket: string): string =>
    `INSERT INTO ${keyspace}.${table} (${ENTRY_COLUMNS.join(', ')}, ${bucket})
     VALUES (${ENTRY_COLUMNS.map(() => '?').join(', ')}, ?) USING TIMESTAMP ?`;
  const select = (table: string, known: readonly string[]): string =>
    `SELECT ${ENTRY_COLUMNS.filter((column) => !known.includes(column)).join(', ')} FROM ${keyspace}.${table}`;
  const years = `${keyspace}.booking_years_by_user`;
  return {
    putByUser: insert('booking_by_user', 'booked_year'),
    putByHotel: insert('booking_by_hotel', 'check_in_month'),
    dropByHotel: `DELETE FROM ${keyspace}.booking_by_hotel USING TIMESTAMP ?
      WHERE hotel_id = ? AND check_in_month = ? AND check_in_date = ? AND booking_id = ?`,
    putYear: `INSERT INTO ${years} (user_id, partner_id, booked_year) VALUES (?, ?, ?) USING TIMESTAMP 1`,
    yearsOfUser: `SELECT partner_id, booked_year FROM ${years} WHERE user_id = ?`,
    yearsOfUserAt: `SELECT partner_id, booked_year FROM ${years} WHERE user_id = ? AND partner_id = ?`,
    byUser: `${select('booking_by_user', ['user_id', 'partner_id'])}
      WHERE user_id = ? AND partner_id = ? AND booked_year = ? AND booking_id < ?`,
    byHotel: `${select('booking_by_hotel', ['hotel_id'])} WHERE hotel_id = ? AND check_in_month = ?
      AND (check_in_date, booking_id) > (?, ?) AND (check_in_date) <= (?)`,
    readProgress: `SELECT place FROM ${keyspace}.rebuild_progress WHERE task = ?`,
    noteProgress: `UPDATE ${keyspace}.rebuild_progress SET place = ? WHERE task = ?`,
  };
}

interface Write {
  readonly query: string;
  readonly params: unknown[];
}

function yearsOf({ putYear }: Statements, entries: readonly BookingEntry[]): Write[] {
  const years = new Map<string, Write>();
  for (const { user_id, partner_id, booking_id } of entries) {
    if (user_id === null) continue;
    const params = [BigInt(user_id), BigInt(partner_id), bookedYear(booking_id)];
    years.set(params.join(), { query: putYear, params });
  }
  return [...years.values()];
}

function rowsOf({ putByHotel, putByUser }: Statements, entry: BookingEntry): Write[] {
  const put = (query: string, bucket: unknown): Write => ({
    query,
    params: [...valuesOf(entry), bucket, BigInt(entry.revision)],
  });
  const byHotel = put(putByHotel, monthOf(entry.check_in_date));
  return entry.user_id === null ? [byHotel] : [byHotel, put(putByUser, bookedYear(entry.booking_id))];
}

/**
 * A booking that moved leaves a row under each arrival that it had before. Deleted at its revision they are gone for every
 * state up to that one, written already or still to come, and come back with a later one alone.
 */
function formerRowsOf({ dropByHotel }: Statements, state: BookingState): Write[] {
  const { hotel_id, booking_id, revision, former_check_in_dates = [] } = state;
  return former_check_in_dates.map((date) => ({
    query: dropByHotel,
    params: [BigInt(revision), BigInt(hotel_id), monthOf(date), date, BigInt(booking_id)],
  }));
}

async function write(client: Client, writes: Write[]): Promise<void> {
  if (writes.length === 0) return;
  await concurrent.executeConcurrent(client, writes, { concurrencyLevel: WRITES_AT_ONCE });
}

/** One more than the page holds, which tells whether there is more; likewise readHotel. */
async function readUser(client: Client, statements: Statements, query: UserQuery): Promise<BookingEntry[]> {
  const { user_id, partner_id, before, limit } = query;
  const user = BigInt(user_id);
  const { rows } =
    partner_id === null
      ? await client.execute(statements.yearsOfUser, [user], { fetchSize: 5_000 })
      : await client.execute(statements.yearsOfUserAt, [user, BigInt(partner_id)]);
  const newest = before === null ? Number.POSITIVE_INFINITY : bookedYear(before);
  const partnersByYear = new Map<number, Id[]>();
  for (const row of rows) {
    const year = row.get('booked_year') as number;
    if (year > newest) continue;
    partnersByYear.set(year, [...(partnersByYear.get(year) ?? []), String(row.get('partner_id'))]);
  }
  const years = [...partnersByYear].sort(([a], [b]) => b - a);
  return readAcross(years, limit + 1, async ([year, partners], want) => {
    const parts = await Promise.all(
      partners.map((partner) =>
        readPartition(client, {
          query: statements.byUser,
          params: [user, BigInt(partner), year, before === null ? LAST_ID : BigInt(before)],
          known: { user_id, partner_id: partner },
          want,
          accept: acceptor(query),
        }),
      ),
    );
    return parts.flat().sort((a, b) => compareIds(b.booking_id, a.booking_id));
  });
}

function readHotel(client: Client, statements: Statements, query: HotelQuery): Promise<BookingEntry[]> {
  const { hotel_id, to } = query;
  const after = query.after ?? { check_in_date: query.from, booking_id: '0' };
  return readAcross(monthsOf(after.check_in_date, to), query.limit + 1, (month, want) =>
    readPartition(client, {
      query: statements.byHotel,
      params: [BigInt(hotel_id), month, after.check_in_date, BigInt(after.booking_id), to],
      known: { hotel_id },
      want,
      accept: acceptor(query),
    }),
  );
}

function acceptor({ partner_id, status }: Pick<UserQuery, 'partner_id' | 'status'>) {
  return (entry: BookingEntry): boolean =>
    (partner_id === null || entry.partner_id === partner_id) && (status === null || entry.status === status);
}

interface PartitionRead extends Write {
  readonly known: Known;
  readonly want: number;
  readonly accept: (entry: BookingEntry) => boolean;
}

/** The first entries of one partition that are wanted; fetches on only while too many were passed over. */
async function readPartition(client: Client, read: PartitionRead): Promise<BookingEntry[]> {
  const found: BookingEntry[] = [];
  const fetchSize = Math.min(read.want, MOST_ROWS_A_FETCH);
  let pageState: string | undefined;
  do {
    const page = await client.execute(read.query, read.params, {
      fetchSize,
      ...(pageState === undefined ? {} : { pageState }),
    });
    found.push(...page.rows.map((row) => toEntry(row, read.known)).filter(read.accept));
    pageState = page.pageState ?? undefined;
  } while (pageState !== undefined && found.length < read.want);
  return found.slice(0, read.want);
}

function paged(found: readonly BookingEntry[], limit: number): EntryPage {
  return { entries: found.slice(0, limit), more: found.length > limit };
}
