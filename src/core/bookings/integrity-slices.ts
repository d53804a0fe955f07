import type { Id } from '../model/ids.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';

/** A part of the tables that one statement may read: some hotels, all their room types, some dates. */
export interface Slice {
  readonly hotels: readonly Id[];
  readonly rooms: readonly Id[];
  readonly from: LocalDate;
  /** Excluded. */
  readonly to: LocalDate;
}

export interface SliceQuery {
  /** One hotel; null: all. */
  readonly hotel_id: Id | null;
  /** Nights and arrivals from this date on; null: all that there are. */
  readonly from: LocalDate | null;
}

const HOTELS_A_SLICE = 20;
const ROOMS_A_SLICE = 60;
const DAYS_A_SLICE = 92;
const PAGE = 500;
/** Room 0 is none of any hotel's: `IN ()` of a hotel without rooms is no SQL. */
const NO_ROOM = '0';

/** Hotels that `slicesOf` goes through, for progress. */
export async function countHotels(database: Queryable, { hotel_id }: SliceQuery): Promise<number> {
  const [row] = await database.rows<{ hotels: string | number }>(
    'SELECT COUNT(*) AS hotels FROM hotels WHERE (? IS NULL OR hotel_id = ?)',
    [hotel_id, hotel_id],
  );
  return Number(row?.hotels ?? 0);
}

/**
 * All slices, a few hotels at a time and of these a season at a time, so that no statement reads for long whatever the
 * tables hold. Hotels and dates that are added meanwhile behind the place reached are included.
 */
export async function* slicesOf(database: Queryable, query: SliceQuery): AsyncGenerator<Slice, void> {
  for await (const group of hotelGroups(database, query)) {
    const span = await spanOf(database, group);
    const first = query.from ?? span.first;
    // Even where no dates are: what is kept by hotel alone wants its turn.
    let from = first;
    do {
      const to = addDays(from, DAYS_A_SLICE);
      yield { hotels: group.hotels, rooms: group.rooms, from, to };
      from = to;
    } while (from <= span.last);
  }
}

type Group = Pick<Slice, 'hotels' | 'rooms'>;

async function* hotelGroups(database: Queryable, { hotel_id }: SliceQuery): AsyncGenerator<Group> {
  let after: Id = '0';
  for (;;) {
    const hotels = await database.rows<{ hotel_id: Id }>(
      'SELECT hotel_id FROM hotels WHERE hotel_id > ? AND (? IS NULL OR hotel_id = ?) ORDER BY hotel_id LIMIT ?',
      [after, hotel_id, hotel_id, PAGE],
    );
    const last = hotels.at(-1);
    if (last === undefined) return;
    const ids = hotels.map((row) => row.hotel_id);
    const rooms = await database.rows<{ hotel_id: Id; room_id: Id }>(
      'SELECT hotel_id, room_id FROM rooms WHERE hotel_id IN (?) ORDER BY hotel_id, room_id',
      [ids],
    );
    yield* grouped(ids, rooms);
    after = last.hotel_id;
  }
}

function* grouped(
  hotelIds: readonly Id[],
  rooms: readonly { hotel_id: Id; room_id: Id }[],
): Generator<Group> {
  const roomsOf = new Map<Id, Id[]>();
  for (const { hotel_id, room_id } of rooms)
    roomsOf.set(hotel_id, [...(roomsOf.get(hotel_id) ?? []), room_id]);
  let hotels: Id[] = [];
  let taken: Id[] = [];
  for (const id of hotelIds) {
    const own = roomsOf.get(id) ?? [];
    if (hotels.length > 0 && (hotels.length >= HOTELS_A_SLICE || taken.length + own.length > ROOMS_A_SLICE)) {
      yield toGroup(hotels, taken);
      [hotels, taken] = [[], []];
    }
    hotels.push(id);
    taken.push(...own);
  }
  if (hotels.length > 0) yield toGroup(hotels, taken);
}

function toGroup(hotels: readonly Id[], rooms: readonly Id[]): Group {
  return { hotels, rooms: rooms.length === 0 ? [NO_ROOM] : rooms };
}

/** From the first night or arrival to the last one, by the indexes; today where there is neither. */
async function spanOf(
  database: Queryable,
  { hotels, rooms }: Group,
): Promise<{ first: LocalDate; last: LocalDate }> {
  const [row] = await database.rows<{ first: LocalDate; last: LocalDate }>(
    `SELECT COALESCE(MIN(d.first), UTC_DATE()) AS first, COALESCE(MAX(d.last), UTC_DATE()) AS last FROM (
       SELECT MIN(date) AS first, MAX(date) AS last FROM room_inventory WHERE room_id IN (?)
       UNION ALL SELECT MIN(date), MAX(date) FROM booking_room_nights WHERE room_id IN (?)
       UNION ALL SELECT MIN(check_in_date), MAX(check_in_date) FROM bookings WHERE hotel_id IN (?)) d`,
    [rooms, rooms, hotels],
  );
  if (row === undefined) throw new Error('an aggregate gives one row');
  return row;
}
