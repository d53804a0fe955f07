import { concurrent, type Client } from 'cassandra-driver';
import { compareIds, type Id } from '../model/ids.js';
import type { BookingEntry, EntryPage, HotelQuery, ProjectedViews, UserQuery } from './booking-views.js';
import { CassandraConnection, type CassandraOptions } from './cassandra-connection.js';
import { bookedYear, monthsOf, toEntry, type Known } from './cassandra-rows.js';
import { SCHEMA_CHANGE, VIEW_TABLES } from './cassandra-schema.js';
import {
  entryWrites,
  formerEntryWrites,
  statementsOf,
  yearWrites,
  type Statements,
  type Write,
} from './cassandra-statements.js';
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
        await write(client, yearWrites(statements, states));
        await write(
          client,
          states.flatMap((state) => [
            ...entryWrites(statements, state),
            ...formerEntryWrites(statements, state),
          ]),
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
