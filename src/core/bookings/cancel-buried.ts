import { reasonOf } from '../events/reason-of.js';
import { OPERATOR_VIEW } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import { requirePartnerById } from '../partners/partner-rows.js';
import type { Transaction } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import { toSqlTime } from '../platform/sql-time.js';
import { cancelOne, type CancelDeps } from './cancel-booking.js';

/** As isBuried (tombstones.ts); a booking of its own path bears no revision of its channel. */
const BURIED = `b.partner_id = t.partner_id AND b.hotel_id = t.hotel_id AND b.partner_reference = t.partner_reference
  AND (b.partner_revision IS NULL OR t.partner_revision IS NULL OR b.partner_revision <= t.partner_revision)`;

/** For as long as no scheduler ran, at worst; a booking is under way for seconds. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;
const MOST_AT_ONCE = 100;

interface Buried {
  readonly booking_id: Id;
  readonly hotel_id: Id;
  readonly partner_id: Id;
}

/**
 * Cancels bookings whose cancellation came first, and was kept, while they were on their way: their channel was answered that
 * they are cancelled. The booking path asks for such a cancellation before it books, or with its nights in hand where it guesses, and
 * not again behind its own rows, where everybody would pay for it. A restatement that books looks there itself, and one of a higher revision stands (tombstones.ts);
 * one that changes what is there does not look, so an older one makes no booking last either.
 * @returns how many this call cancelled.
 */
export type CancelBuried = () => Promise<number>;

export function createCancelBuried(deps: CancelDeps & { readonly logger: Logger }): CancelBuried {
  return async () => {
    let cancelled = 0;
    for (const buried of await readBuried(deps)) {
      try {
        await cancel(deps, buried);
        cancelled += 1;
      } catch (error) {
        // The others must not wait for it; it is found again at the next turn.
        const { booking_id } = buried;
        deps.logger.warn({ event: 'booking.not_cancelled', booking_id, reason: reasonOf(error) });
      }
    }
    return cancelled;
  };
}

function readBuried({ database, clock }: CancelDeps): Promise<Buried[]> {
  return database.rows<Buried>(
    `SELECT b.booking_id, b.hotel_id, b.partner_id FROM booking_tombstones t
     JOIN bookings b ON ${BURIED} WHERE t.created_at > ? AND b.status IN ('PENDING', 'CONFIRMED')
     ORDER BY t.created_at LIMIT ${MOST_AT_ONCE}`,
    [toSqlTime(new Date(clock.now().getTime() - LOOK_BACK_MS))],
  );
}

async function cancel(deps: CancelDeps, { booking_id, hotel_id, partner_id }: Buried): Promise<void> {
  const partner = await requirePartnerById(deps.database, partner_id);
  // Its channel may sell the hotel no more; the room must come back all the same.
  const catalogue = await deps.openCatalogue(OPERATOR_VIEW, hotel_id);
  await cancelOne(deps, {
    booking_id,
    catalogue,
    // Nobody repeats this request, so nothing has to be remembered for it.
    context: { partner, idempotency_key: null, body_hash: '', request_id: `cancelled-first-${booking_id}` },
    remember: () => Promise.resolve(),
    beside: (tx) => staysBuried(tx, booking_id),
  });
}

/** @throws Error when its channel has restated it meanwhile under a higher revision: then that is its last word. */
async function staysBuried(tx: Transaction, bookingId: Id): Promise<void> {
  const rows = await tx.rows(
    `SELECT 1 FROM bookings b JOIN booking_tombstones t ON ${BURIED} WHERE b.booking_id = ?`,
    [bookingId],
  );
  if (rows.length === 0) throw new Error('its channel has restated it meanwhile');
}
