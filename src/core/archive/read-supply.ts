import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import { sameCity, type ReportQuery } from './report-query.js';

/** Room nights for sale; `date` is the first of the span where the report is not by date. */
export interface Supply {
  readonly date: LocalDate;
  readonly hotel_code: string;
  readonly city: string;
  readonly currency: string;
  readonly available: number;
}

interface Place {
  readonly hotel_id: Id;
  readonly code: string;
  readonly city: string;
  readonly currency: string;
}

/** What the inventory offers now in a span of nights (both inclusive), summed as far as the report needs it. */
export async function readSupply(database: Queryable, query: ReportQuery): Promise<Supply[]> {
  const places = await readPlaces(database, query);
  if (places.size === 0) return [];
  const { from, to, by } = query;
  const narrowed = query.hotel !== undefined || query.city !== undefined;
  const filter = narrowed ? 'AND i.hotel_id IN (?)' : '';
  const parameters: SqlParameter[] = narrowed ? [from, to, [...places.keys()]] : [from, to];
  if (by === 'hotel' || by === 'city') {
    const rows = await database.rows<{ hotel_id: Id; available: string }>(
      `SELECT i.hotel_id, SUM(i.available_rooms) AS available FROM room_inventory i
       WHERE i.date >= ? AND i.date <= ? ${filter} GROUP BY i.hotel_id`,
      parameters,
    );
    return rows.flatMap(({ hotel_id, available }) => {
      const place = places.get(hotel_id);
      return place === undefined ? [] : [toSupply(place, { date: from, available })];
    });
  }
  const rows = await database.rows<{ date: LocalDate; currency: string; available: string }>(
    `SELECT i.date, h.currency, SUM(i.available_rooms) AS available
     FROM room_inventory i JOIN hotels h ON h.hotel_id = i.hotel_id
     WHERE i.date >= ? AND i.date <= ? ${filter} GROUP BY i.date, h.currency`,
    parameters,
  );
  return rows.map(({ date, currency, available }) =>
    toSupply({ code: '', city: '', currency }, { date, available }),
  );
}

async function readPlaces(database: Queryable, { hotel, city }: ReportQuery): Promise<Map<Id, Place>> {
  const places = await database.rows<Place>('SELECT hotel_id, code, city, currency FROM hotels');
  const wanted = places.filter(
    (place) =>
      (hotel === undefined || place.hotel_id === hotel.hotel_id) &&
      (city === undefined || sameCity(place.city, city)),
  );
  return new Map(wanted.map((place) => [place.hotel_id, place]));
}

function toSupply(
  { code, city, currency }: Omit<Place, 'hotel_id'>,
  { date, available }: { date: LocalDate; available: string },
): Supply {
  // SUM is a DECIMAL, which the driver gives as text.
  return { date, hotel_code: code, city, currency, available: Number(available) };
}
