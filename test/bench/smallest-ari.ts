import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { scanRates, type PlainRow as Row } from './plain-scanner.js';

/*
 * The least that must be done with a rates message on this machine: look through it, turn it into rows, write them as
 * text or compare them with what is stored, one outbox row, COMMIT. No codes to map, no checks, nothing for anyone else.
 */

export interface SmallestAri {
  /** Writes every night of the message. */
  write(body: Buffer): Promise<void>;
  /** Reads every stored night and compares. @throws Error when anything differs: the bench would measure nothing. */
  compare(body: Buffer): Promise<void>;
  close(): Promise<void>;
}

const ROWS_A_STATEMENT = 500;
const UPSERT_TAIL = ` ON DUPLICATE KEY UPDATE amount = VALUES(amount), occupancy_amounts = VALUES(occupancy_amounts),
  min_stay_arrival = VALUES(min_stay_arrival), max_stay_arrival = VALUES(max_stay_arrival),
  min_stay_through = VALUES(min_stay_through), max_stay_through = VALUES(max_stay_through), closed = VALUES(closed),
  closed_to_arrival = VALUES(closed_to_arrival), closed_to_departure = VALUES(closed_to_departure),
  version = VALUES(version)`;

/** `ids` gives the id of a room or rate plan by its code. */
export async function openSmallestAri(url: string, ids: ReadonlyMap<string, string>): Promise<SmallestAri> {
  const connection = await mysql.createConnection({
    uri: url,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  await connection.query('CREATE TABLE IF NOT EXISTS smallest_rates LIKE room_rates');
  await connection.query('CREATE TABLE IF NOT EXISTS smallest_outbox LIKE outbox');
  let version = 0;
  return {
    write: async (body) => {
      version += 1;
      const rows = scanRates(body.toString('utf8'));
      await connection.query('START TRANSACTION');
      for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
        await connection.query(upsertText(rows.slice(start, start + ROWS_A_STATEMENT), ids, version));
      }
      await connection.query(
        `INSERT INTO smallest_outbox (topic, type, hotel_id, subject, version, data)
         VALUES ('bellhop.inventory', 'PriceUpdated', 1, '1', ${version}, '{"nights":${rows.length}}')`,
      );
      await connection.query('COMMIT');
    },
    compare: (body) => compare(connection, scanRates(body.toString('utf8')), ids),
    close: () => connection.end(),
  };
}

function upsertText(rows: readonly Row[], ids: ReadonlyMap<string, string>, version: number): string {
  let sql = `INSERT INTO smallest_rates (room_id, rate_plan_id, date, amount, occupancy_amounts, min_stay_arrival,
    max_stay_arrival, min_stay_through, max_stay_through, closed, closed_to_arrival, closed_to_departure, version) VALUES `;
  let separator = '';
  for (const { room, plan, date, amounts } of rows) {
    sql += `${separator}(${ids.get(room)},${ids.get(plan)},'${date}',NULL,'${amounts}',NULL,NULL,NULL,NULL,0,0,0,${version})`;
    separator = ',';
  }
  return sql + UPSERT_TAIL;
}

async function compare(
  connection: Connection,
  rows: readonly Row[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const [stored] = await connection.query<RowDataPacket[]>(
    'SELECT room_id, rate_plan_id, date, occupancy_amounts FROM smallest_rates WHERE room_id IN (?)',
    [[...ids.values()]],
  );
  const known = new Map(
    stored.map((row) => [
      `${row['room_id']}:${row['rate_plan_id']}:${row['date']}`,
      row['occupancy_amounts'] as string,
    ]),
  );
  let differing = 0;
  for (const { room, plan, date, amounts } of rows) {
    if (known.get(`${ids.get(room)}:${ids.get(plan)}:${date}`) !== amounts) differing += 1;
  }
  if (differing > 0) throw new Error(`${differing} of ${rows.length} nights differ from what is stored`);
}
