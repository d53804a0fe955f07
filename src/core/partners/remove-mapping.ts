import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, Transaction } from '../platform/database.js';
import { lockHotel, readThings } from './mapped-things.js';
import type { MappingKind } from './mapping-rows.js';
import { requirePartner } from './partner-rows.js';

export interface MappingToRemove {
  readonly partner_code: string;
  readonly hotel_code: string;
  /** hotel: everything of the hotel that is mapped to the partner. */
  readonly kind: MappingKind;
  /** Ours; for kind hotel the hotel's own. */
  readonly our_code: string;
}

interface Deps {
  readonly database: Database;
  readonly announceHotel: (tx: Transaction, hotelId: Id) => Promise<void>;
}

/** See Mappings.remove. */
export async function removeMapping(
  { database, announceHotel }: Deps,
  { partner_code, hotel_code, kind, our_code }: MappingToRemove,
): Promise<{ removed: number }> {
  return database.inTransaction(async (tx) => {
    const { partner_id } = await requirePartner(tx, partner_code);
    const hotel = await lockHotel(tx, hotel_code);
    const things = await readThings(tx, hotel.hotel_id);
    const thing = things.find((one) => one.kind === kind && one.code === our_code);
    if (kind === 'hotel') await refuseOwnPms(tx, { partner_id, partner_code, ...hotel });
    else if (thing === undefined) throw unknown(kind, hotel.code, our_code);
    const ofThing = kind === 'hotel' ? '' : ' AND kind = ? AND our_id = ?';
    const { affectedRows } = await tx.run(
      `DELETE FROM mappings WHERE partner_id = ? AND hotel_id = ?${ofThing}`,
      [partner_id, hotel.hotel_id, ...(thing === undefined ? [] : [kind, thing.our_id])],
    );
    if (affectedRows === 0) return { removed: 0 };
    await tx.run(
      'UPDATE hotels SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE hotel_id = ?',
      [hotel.hotel_id],
    );
    await announceHotel(tx, hotel.hotel_id);
    return { removed: affectedRows };
  });
}

async function refuseOwnPms(
  tx: Transaction,
  {
    partner_id,
    partner_code,
    hotel_id,
    code,
  }: { partner_id: Id; partner_code: string; hotel_id: Id; code: string },
): Promise<void> {
  const own = await tx.rows('SELECT 1 FROM hotels WHERE hotel_id = ? AND pms_partner_id = ?', [
    hotel_id,
    partner_id,
  ]);
  if (own.length === 0) return;
  throw new AppError(
    'CONFLICT',
    `${partner_code} is the PMS of hotel ${code}; give the hotel another first.`,
    {
      next: `bellhop hotel show ${code}`,
    },
  );
}

function unknown(kind: 'room' | 'rate', hotel: string, code: string): AppError {
  const [errorCode, noun] =
    kind === 'room' ? (['ROOM_NOT_FOUND', 'room'] as const) : (['RATE_NOT_FOUND', 'rate plan'] as const);
  return new AppError(errorCode, `Hotel ${hotel} has no ${noun} "${code}".`, {
    next: `bellhop hotel show ${hotel}`,
  });
}
