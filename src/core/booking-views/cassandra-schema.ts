import type { Client } from 'cassandra-driver';

export interface Keyspace {
  /** Checked by the configuration: lower case letters, digits and _. */
  readonly name: string;
  readonly dataCenter: string;
  /** Copies of every row in that data center; of use only when the keyspace is made. */
  readonly replication: number;
}

/** Lets one process at a time change a schema: Cassandra does not bear two changes at once. */
export type Serialise = <T>(work: () => Promise<T>) => Promise<T>;

/** Not prepared, never sent twice, and waited for: a change of the schema takes seconds on a busy node. */
export const SCHEMA_CHANGE = { prepare: false, isIdempotent: false, readTimeout: 30_000 } as const;

const ENTRY = `hotel_id bigint, partner_id bigint, user_id bigint, booking_id bigint, status text, revision int, check_in_date date,
  check_out_date date, guests int, total_price decimal, currency text, rooms text, created_at timestamp`;

/**
 * The tables by name. A user's bookings lie by year and a hotel's by the month of arrival, so that no partition grows
 * without bound; `booking_years_by_user` tells which years a user has, with which partner.
 */
const TABLES: ReadonlyMap<string, string> = new Map([
  [
    'booking_by_user',
    `(${ENTRY}, booked_year int, PRIMARY KEY ((user_id, partner_id, booked_year), booking_id))
     WITH CLUSTERING ORDER BY (booking_id DESC)`,
  ],
  [
    'booking_years_by_user',
    '(user_id bigint, partner_id bigint, booked_year int, PRIMARY KEY ((user_id), partner_id, booked_year))',
  ],
  [
    'booking_by_hotel',
    `(${ENTRY}, check_in_month text, PRIMARY KEY ((hotel_id, check_in_month), check_in_date, booking_id))`,
  ],
  ['rebuild_progress', '(task text PRIMARY KEY, place text)'],
]);

export const VIEW_TABLES = ['booking_by_user', 'booking_years_by_user', 'booking_by_hotel'] as const;

/** Makes the keyspace and the tables that are missing; where none is, as on every start but the first, only looks. */
export async function prepareSchema(client: Client, keyspace: Keyspace, serialise: Serialise): Promise<void> {
  if ((await missingTables(client, keyspace.name)).length === 0) return;
  await serialise(async () => {
    await client.execute(
      `CREATE KEYSPACE IF NOT EXISTS ${keyspace.name} WITH replication = ${replicationOf(keyspace)}`,
      [],
      SCHEMA_CHANGE,
    );
    // Looked up again: whoever had the turn before has made them.
    for (const table of await missingTables(client, keyspace.name)) {
      const statement = `CREATE TABLE IF NOT EXISTS ${keyspace.name}.${table} ${TABLES.get(table) ?? ''}`;
      await client.execute(statement, [], SCHEMA_CHANGE);
    }
  });
}

async function missingTables(client: Client, keyspace: string): Promise<string[]> {
  const { rows } = await client.execute(
    'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?',
    [keyspace],
    { prepare: true, isIdempotent: true },
  );
  const present = new Set(rows.map((row) => row.get('table_name') as string));
  return [...TABLES.keys()].filter((table) => !present.has(table));
}

function replicationOf({ dataCenter, replication }: Keyspace): string {
  const name = dataCenter.replaceAll("'", "''");
  return `{'class': 'NetworkTopologyStrategy', '${name}': ${replication}}`;
}
