import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';
import { readThings, requireHotel } from './mapped-things.js';
import { readMappings } from './mapping-rows.js';
import { requirePartner } from './partner-rows.js';

export interface MappingReport {
  /** False: the partner cannot see the hotel at all, whatever else is mapped. */
  readonly hotel_mapped: boolean;
  /** Ours without a code of the partner: it can neither fill nor book them. */
  readonly unmapped: readonly { readonly kind: 'room' | 'rate'; readonly our_code: string }[];
  /** The partner's codes whose room or rate plan is gone. */
  readonly dangling: readonly {
    readonly kind: 'room' | 'rate';
    readonly their_code: string;
    readonly our_id: Id;
  }[];
}

/** See Mappings.verify. */
export async function verifyMappings(
  queryable: Queryable,
  query: { partner_code: string; hotel_code: string },
): Promise<MappingReport> {
  const { partner_id } = await requirePartner(queryable, query.partner_code);
  const { hotel_id, code } = await requireHotel(queryable, query.hotel_code);
  const things = await readThings(queryable, hotel_id);
  const mappings = await readMappings(queryable, {
    partner_ids: [partner_id],
    hotel_id,
    theirHotelCode: code,
  });
  const own = mappings.filter((mapping) => mapping.hotel_id === hotel_id);
  const mapped = new Set(own.map((mapping) => `${mapping.kind}:${mapping.our_id}`));
  const existing = new Set(things.map((thing) => `${thing.kind}:${thing.our_id}`));
  return {
    hotel_mapped: mapped.has(`hotel:${hotel_id}`),
    unmapped: things
      .filter((thing) => !mapped.has(`${thing.kind}:${thing.our_id}`))
      .map((thing) => ({ kind: thing.kind, our_code: thing.code })),
    dangling: own.flatMap(({ kind, our_id, their_code }) =>
      kind === 'hotel' || existing.has(`${kind}:${our_id}`) ? [] : [{ kind, their_code, our_id }],
    ),
  };
}
