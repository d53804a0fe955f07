import { ROOM_ITSELF } from '../delivery/lanes.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import { compareIds, type Id } from '../model/ids.js';
import { toEpochDay, type LocalDate } from '../model/local-date.js';
import { currencyExponent } from '../model/money.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import type { NightRange } from './our-copy.js';

/** What the database found of one room. */
export interface TextualRoom {
  /** Nights of the room and of its rate plans that are ours. */
  readonly nights: number;
  /** Nights in which some text differs, in order: only they need be read as values. */
  readonly apart: readonly LocalDate[];
}

export interface TextualQuery extends NightRange {
  readonly partner_id: Id;
  readonly catalogue: Catalogue;
}

interface Counted {
  readonly room_id: Id;
  readonly nights: number | string;
  readonly equal: number | string;
}

/**
 * Compares what a channel acknowledged with what it is to have where both are stored: as the text that delivery wrote (`saidOf`)
 * with the text that it would write. Equal texts are equal values; what differs as text may still be equal, and is to be read.
 * No row leaves the database of a room in which every night is equal.
 */
export async function compareAsText(
  database: Queryable,
  query: TextualQuery,
): Promise<ReadonlyMap<Id, TextualRoom>> {
  const rooms = query.catalogue.rooms.map(({ room_id }) => room_id).sort(compareIds);
  if (rooms.length === 0) return new Map();
  const counts = (of: Part): Promise<Counted[]> => database.rows<Counted>(of.sql, of.parameters);
  // One after the other: a comparison has time, and bookings need the connections.
  const counted = byRoom(await counts(countOf(ROOMS, query, rooms)));
  const priced = byRoom(await counts(countOf(ratesOf(query), query, rooms)));
  const told = byRoom(await counts(toldCount(query, rooms)));
  const days = Math.max(0, toEpochDay(query.to) - toEpochDay(query.from) + 1);
  const found = new Map<Id, TextualRoom>();
  for (const room of rooms) {
    const [nights, prices, theirs] = [counted.get(room), priced.get(room), told.get(room)];
    const ours = (nights?.nights ?? 0) + (prices?.nights ?? 0);
    const isEqual = (nights?.equal ?? 0) + (prices?.equal ?? 0) === ours && (theirs?.nights ?? 0) === ours;
    const apart = isEqual ? [] : await nightsApart(database, query, room);
    found.set(room, { nights: days + (prices?.nights ?? 0), apart });
  }
  return found;
}

function byRoom(rows: readonly Counted[]): Map<Id, { readonly nights: number; readonly equal: number }> {
  return new Map(
    rows.map(({ room_id, nights, equal }) => [room_id, { nights: Number(nights), equal: Number(equal) }]),
  );
}

interface Part {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
}

/** A table of ours (o), and when a row of it says the same as what was acknowledged of it (c). */
interface Ours {
  readonly table: 'room_inventory' | 'room_rates';
  readonly plan: string;
  readonly equal: Part;
}

const ROOMS: Ours = {
  table: 'room_inventory',
  plan: ROOM_ITSELF,
  equal: {
    sql: 'COALESCE(c.available = o.available_rooms AND COALESCE(c.closed, 0) = o.closed, 0)',
    parameters: [],
  },
};

function ratesOf({ catalogue }: TextualQuery): Ours {
  const { sql, parameters } = saidText(catalogue.hotel.currency);
  // Without a price it is told as closed (core/delivery, read-cells).
  const closed = `IF(o.amount IS NULL AND COALESCE(o.occupancy_amounts, '{}') = '{}', 1, o.closed)`;
  return {
    ...{ table: 'room_rates', plan: 'o.rate_plan_id' },
    equal: {
      sql: `COALESCE(COALESCE(c.closed, 0) = ${closed} AND c.said = CAST(${sql} AS BINARY), 0)`,
      parameters,
    },
  };
}

/**
 * The JSON text that `saidOf` makes of a stored night of a rate plan; as bytes, for MySQL 8 does not mix a column's character set with
 * that of the connection.
 */
function saidText(currency: string): Part {
  const flags = BOOLEAN_RESTRICTIONS.filter((field) => field !== 'closed').map(
    (field) => `IF(o.${field} = 1, '"${field}":true', NULL)`,
  );
  const limits = NUMBER_RESTRICTIONS.map((field) => `CONCAT('"${field}":', o.${field})`);
  const start = '{"currency":"?","tax":"after","guests":';
  const price = start.replace('?', currency);
  const perRoom = `CONCAT(?, 'null,"amount":"', CAST(o.amount AS DECIMAL(15, ${currencyExponent(currency)})), '"}')`;
  // {"2":"95.00","extra":"20.00"}: its inner signs become those between the fields of a price.
  const inner = `CAST(SUBSTRING(o.occupancy_amounts, 3, CHAR_LENGTH(o.occupancy_amounts) - 4) AS BINARY)`;
  const fields = `REPLACE(REPLACE(${inner}, '":"', ',"amount":"'), '","', ?)`;
  const isExtra = `o.occupancy_amounts LIKE '%"extra"%'`;
  const levels = `IF(COALESCE(o.occupancy_amounts, '{}') = '{}', NULL, CONCAT(?, REPLACE(${fields}, 'extra,', 'null,'),
    IF(${isExtra}, '","extra":"adult"}', '"}')))`;
  const amounts = `IF(o.amount IS NULL AND COALESCE(o.occupancy_amounts, '{}') = '{}', NULL,
    CONCAT('"amounts":[', CONCAT_WS(',', ${perRoom}, ${levels}), ']'))`;
  return {
    sql: `CONCAT('{', CONCAT_WS(',', ${[...flags, ...limits, amounts].join(', ')}), '}')`,
    parameters: [price, price, `"},${price}`],
  };
}

function acknowledged({ plan }: Ours): string {
  return `channel_cells c ON c.partner_id = ? AND c.hotel_id = ? AND c.room_id = o.room_id AND c.rate_plan_id = ${plan}
    AND c.date = o.date`;
}

/** By the whole primary key, so that past nights are not read. */
function nightsOfOurs(ours: Ours, query: TextualQuery, rooms: readonly Id[]): Part {
  const isRate = ours.table === 'room_rates';
  return {
    sql: `o.room_id IN (?) AND ${isRate ? 'o.rate_plan_id IN (?) AND ' : ''}o.date BETWEEN ? AND ?`,
    parameters: [rooms, ...(isRate ? [plansOf(query)] : []), query.from, query.to],
  };
}

/** The room itself is among them, so that the list is never empty. */
function plansOf({ catalogue }: TextualQuery): Id[] {
  return [ROOM_ITSELF, ...catalogue.ratePlans.map(({ rate_plan_id }) => rate_plan_id)];
}

function lane({ partner_id, catalogue }: TextualQuery): [Id, Id] {
  return [partner_id, catalogue.hotel.hotel_id];
}

function countOf(ours: Ours, query: TextualQuery, rooms: readonly Id[]): Part {
  const where = nightsOfOurs(ours, query, rooms);
  return {
    sql: `SELECT o.room_id, COUNT(*) AS nights, SUM(${ours.equal.sql}) AS equal
      FROM ${ours.table} o LEFT JOIN ${acknowledged(ours)} WHERE ${where.sql} GROUP BY o.room_id`,
    parameters: [...ours.equal.parameters, ...lane(query), ...where.parameters],
  };
}

const OF_TOLD =
  'c.partner_id = ? AND c.hotel_id = ? AND c.room_id IN (?) AND c.rate_plan_id IN (?) AND c.date BETWEEN ? AND ?';

function toldCount(query: TextualQuery, rooms: readonly Id[]): Part {
  return {
    sql: `SELECT c.room_id, COUNT(*) AS nights, 0 AS equal FROM channel_cells c WHERE ${OF_TOLD} GROUP BY c.room_id`,
    parameters: [...lane(query), rooms, plansOf(query), query.from, query.to],
  };
}

/** Nights of one room in which ours differs, or of which only they have something. */
async function nightsApart(database: Queryable, query: TextualQuery, room: Id): Promise<LocalDate[]> {
  const apart = [ROOMS, ratesOf(query)].map((ours): Part => {
    const where = nightsOfOurs(ours, query, [room]);
    return {
      sql: `SELECT o.date FROM ${ours.table} o LEFT JOIN ${acknowledged(ours)} WHERE ${where.sql} AND NOT ${ours.equal.sql}`,
      parameters: [...lane(query), ...where.parameters, ...ours.equal.parameters],
    };
  });
  const theirs = (plans: readonly Id[], ours: Ours['table'], more: string): Part => ({
    sql: `SELECT c.date FROM channel_cells c LEFT JOIN ${ours} o ON o.room_id = c.room_id AND o.date = c.date
      ${ours === 'room_rates' ? 'AND o.rate_plan_id = c.rate_plan_id' : ''} WHERE ${OF_TOLD} AND o.date IS NULL ${more}`,
    parameters: [...lane(query), [room], plans, query.from, query.to],
  });
  // A night that nobody has counted is told as sold out, which is what they have of it then.
  const uncounted = 'AND NOT COALESCE(c.available = 0 AND COALESCE(c.closed, 0) = 0, 0)';
  const parts = [
    ...apart,
    theirs([ROOM_ITSELF], 'room_inventory', uncounted),
    theirs(plansOf(query).slice(1), 'room_rates', ''),
  ].filter(({ parameters }) => !parameters.some((list) => Array.isArray(list) && list.length === 0));
  const rows = await database.rows<{ date: LocalDate }>(
    `${parts.map(({ sql }) => sql).join('\nUNION\n')}\nORDER BY date`,
    parts.flatMap(({ parameters }) => parameters),
  );
  return rows.map(({ date }) => date);
}
