import { isId, type Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';

/** A hotel as a partner named it. */
export interface NamedHotel {
  readonly partner_id: Id;
  /** The partner's own code or our id; null: it named none. */
  readonly hotel_code: string | null;
}

/** Our ids by `<partner> <code>`: the code that the partner has mapped, or our id where it has the hotel. */
export async function findHotels(
  database: Queryable,
  notes: readonly NamedHotel[],
): Promise<Map<string, Id>> {
  const codes = [...new Set(notes.flatMap(({ hotel_code }) => hotel_code ?? []))];
  if (codes.length === 0) return new Map();
  const ids = codes.filter((code) => isId(code));
  const rows = await database.rows<{ partner_id: Id; their_code: string; hotel_id: Id }>(
    `SELECT partner_id, their_code, hotel_id FROM mappings
     WHERE kind = 'hotel' AND partner_id IN (?) AND (their_code IN (?) OR hotel_id IN (?))`,
    [[...new Set(notes.map(({ partner_id }) => partner_id))], codes, ids.length === 0 ? ['0'] : ids],
  );
  return new Map([
    ...rows.map((row): [string, Id] => [`${row.partner_id} ${row.hotel_id}`, row.hotel_id]),
    ...rows.map((row): [string, Id] => [`${row.partner_id} ${row.their_code}`, row.hotel_id]),
  ]);
}
