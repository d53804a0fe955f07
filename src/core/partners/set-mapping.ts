import { z } from 'zod';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { invalid, validate } from '../model/validation.js';
import type { Database, Transaction } from '../platform/database.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { NextId } from '../platform/snowflake.js';
import type { MappingView } from './list-mappings.js';
import { lockHotel, readThings, type MappedHotel } from './mapped-things.js';
import {
  insertMappings,
  MAPPING_KINDS,
  mappedMeanwhile,
  readMappings,
  type Mapping,
} from './mapping-rows.js';
import { requirePartner } from './partner-rows.js';

const code = z.string().min(1, 'must not be empty').max(64, 'must be 64 characters or fewer');

/**
 * hotel_code and our_code are ours; for kind hotel they are the same. The end of their_code is checked because the
 * database, comparing codes, does not see spaces there.
 */
const mappingInput = z.strictObject({
  partner_code: code,
  hotel_code: code,
  kind: z.enum(MAPPING_KINDS, `must be one of ${MAPPING_KINDS.join(', ')}`),
  our_code: code,
  their_code: z
    .string()
    .regex(/^(?! )[^\p{C}]{1,64}(?<! )$/u, 'must be 1 to 64 visible characters, with no space at either end'),
});
export type MappingInput = z.input<typeof mappingInput>;

export interface MappingDeps {
  readonly database: Database;
  readonly nextId: NextId;
  /** Tells the hotel's consumers in the same transaction; core/hotels, where it is written, stands a floor higher. */
  readonly announceHotel: (tx: Transaction, hotelId: Id) => Promise<void>;
}

/** See Mappings.set. */
export async function setMapping(
  deps: MappingDeps,
  given: MappingInput,
): Promise<{ changed: boolean; mapping: MappingView }> {
  const input = validate(mappingInput, given, 'mapping');
  return deps.database.inTransaction(async (tx) => {
    const { partner_id } = await requirePartner(tx, input.partner_code);
    const hotel = await lockHotel(tx, input.hotel_code);
    const things = await readThings(tx, hotel.hotel_id);
    const our_id = findOurs(hotel, things, input);
    const wanted: Mapping = {
      partner_id,
      hotel_id: hotel.hotel_id,
      kind: input.kind,
      our_id,
      their_code: input.their_code,
    };
    const changed = await replace(tx, { wanted, nextId: deps.nextId, input, things });
    if (changed) await deps.announceHotel(tx, hotel.hotel_id);
    return { changed, mapping: { ...input, hotel_code: hotel.code, our_id } };
  });
}

type Things = Awaited<ReturnType<typeof readThings>>;

function findOurs(hotel: MappedHotel, things: Things, input: MappingInput): Id {
  if (input.kind === 'hotel') {
    if (input.our_code === hotel.code) return hotel.hotel_id;
    const message = `must be the hotel's own code, ${hotel.code}`;
    throw invalid('mapping', [{ pointer: '/our_code', code: 'VALIDATION', message }]);
  }
  const thing = things.find(
    (candidate) => candidate.kind === input.kind && candidate.code === input.our_code,
  );
  if (thing !== undefined) return thing.our_id;
  const [errorCode, noun] =
    input.kind === 'room'
      ? (['ROOM_NOT_FOUND', 'room'] as const)
      : (['RATE_NOT_FOUND', 'rate plan'] as const);
  throw new AppError(errorCode, `Hotel ${hotel.code} has no ${noun} "${input.our_code}".`, {
    next: `bellhop hotel show ${hotel.code}`,
  });
}

/** False when it is stored so already. */
async function replace(
  tx: Transaction,
  { wanted, nextId, input, things }: { wanted: Mapping; nextId: NextId; input: MappingInput; things: Things },
): Promise<boolean> {
  const { partner_id, kind, hotel_id, our_id, their_code } = wanted;
  const stored = await readMappings(tx, { partner_ids: [partner_id], hotel_id, theirHotelCode: their_code });
  const holder = stored.find((row) => row.kind === kind && row.their_code === their_code);
  if (holder?.our_id === our_id) return false;
  if (holder !== undefined) await release(tx, holder, { input, things });
  const renames = stored.some((row) => row.kind === kind && row.our_id === our_id);
  if (renames) await rename(tx, wanted);
  else await insertMappings(tx, [wanted], nextId);
  await tx.run(
    'UPDATE hotels SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE hotel_id = ?',
    [hotel_id],
  );
  return true;
}

async function rename(tx: Transaction, { partner_id, kind, our_id, their_code }: Mapping): Promise<void> {
  try {
    await tx.run(
      `UPDATE mappings SET their_code = ?, updated_at = CURRENT_TIMESTAMP(3)
       WHERE partner_id = ? AND kind = ? AND our_id = ?`,
      [their_code, partner_id, kind, our_id],
    );
  } catch (error) {
    // The hotel is locked, but its code may have been taken for another hotel since we looked.
    throw isDuplicateKey(error) ? mappedMeanwhile(error) : error;
  }
}

/** Frees a code whose room or rate plan is gone. @throws AppError CONFLICT naming what it means otherwise. */
async function release(
  tx: Transaction,
  holder: Mapping,
  { input, things }: { input: MappingInput; things: Things },
): Promise<void> {
  const { partner_id, kind, our_id } = holder;
  if (kind === 'hotel') {
    const [hotel] = await tx.rows<{ code: string }>('SELECT code FROM hotels WHERE hotel_id = ?', [our_id]);
    throw clash(input, `hotel ${hotel?.code ?? our_id}`);
  }
  const thing = things.find((candidate) => candidate.kind === kind && candidate.our_id === our_id);
  if (thing !== undefined) throw clash(input, `${kind} ${thing.code}`);
  await tx.run('DELETE FROM mappings WHERE partner_id = ? AND kind = ? AND our_id = ?', [
    partner_id,
    kind,
    our_id,
  ]);
}

function clash(input: MappingInput, holder: string): AppError {
  return new AppError(
    'CONFLICT',
    `For ${input.partner_code}, "${input.their_code}" already means ${holder}; give that another code first.`,
    { next: `bellhop mapping list --partner ${input.partner_code} --hotel ${input.hotel_code}` },
  );
}
