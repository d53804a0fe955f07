import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Queryable, Transaction } from '../platform/database.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { NextId } from '../platform/snowflake.js';

export const MAPPING_KINDS = ['hotel', 'room', 'rate'] as const;
export type MappingKind = (typeof MAPPING_KINDS)[number];

/** One row of the table: our thing and a partner's code for it. */
export interface Mapping {
  readonly partner_id: Id;
  readonly kind: MappingKind;
  readonly hotel_id: Id;
  readonly our_id: Id;
  readonly their_code: string;
}

/**
 * What these partners have mapped of a hotel, and which of them use `theirHotelCode` for whatever hotel. Rows of
 * another hotel than `hotel_id` can only be of kind hotel.
 */
export async function readMappings(
  queryable: Queryable,
  query: { partner_ids: readonly Id[]; hotel_id: Id; theirHotelCode: string },
): Promise<Mapping[]> {
  if (query.partner_ids.length === 0) return [];
  // Two reads and not one with OR, for which MySQL would go through all that these partners have mapped anywhere.
  const columns = 'partner_id, kind, hotel_id, our_id, their_code';
  return queryable.rows<Mapping>(
    `SELECT ${columns} FROM mappings WHERE partner_id IN (?) AND hotel_id = ?
     UNION SELECT ${columns} FROM mappings
     WHERE partner_id IN (?) AND kind = 'hotel' AND scope_id = 0 AND their_code = ?`,
    [query.partner_ids, query.hotel_id, query.partner_ids, query.theirHotelCode],
  );
}

/** @throws AppError CONFLICT when another process mapped one of these codes at the same moment. */
export async function insertMappings(
  tx: Transaction,
  mappings: readonly Mapping[],
  nextId: NextId,
): Promise<void> {
  if (mappings.length === 0) return;
  try {
    await tx.run(
      'INSERT INTO mappings (mapping_id, partner_id, kind, hotel_id, scope_id, our_id, their_code) VALUES ?',
      [mappings.map((m) => [nextId(), m.partner_id, m.kind, m.hotel_id, scopeOf(m), m.our_id, m.their_code])],
    );
  } catch (error) {
    throw isDuplicateKey(error) ? mappedMeanwhile(error) : error;
  }
}

/** A hotel's code is unique among all hotels of a partner, a room's or rate's within its hotel. */
function scopeOf(mapping: Pick<Mapping, 'kind' | 'hotel_id'>): Id {
  return mapping.kind === 'hotel' ? '0' : mapping.hotel_id;
}

export function mappedMeanwhile(cause: unknown): AppError {
  return new AppError(
    'CONFLICT',
    'Another process mapped the same code at this moment; look and try again.',
    {
      next: 'bellhop mapping list',
      cause,
    },
  );
}
