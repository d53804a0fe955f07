import type { ReservationResult } from '../model/incoming-reservation.js';
import type { PreparedReservation, ReceiveDeps } from './prepared-reservation.js';
import { isAlive, readParts } from './reservation-parts.js';

type CancelDeps = Pick<ReceiveDeps, 'cancelByReference' | 'database'>;

/**
 * Cancels a reservation with all its parts; one that has not come yet is buried before it does. Twice gives the same
 * answer.
 * @throws AppError STALE_REVISION, CONFLICT
 */
export async function cancelIncoming(
  deps: CancelDeps,
  prepared: PreparedReservation,
): Promise<ReservationResult> {
  const { reservation, reference } = prepared;
  const view = await cancelPart(deps, prepared, 1);
  const others = (await readParts(deps.database, reference)).filter((part) => part.part > 1 && isAlive(part));
  await cancelParts(
    deps,
    prepared,
    others.map(({ part }) => part),
  );
  if (view.booking_id === null) return { kind: 'buried', reference: reservation.reference };
  const { booking_id, oversold = false } = view;
  return { kind: 'cancelled', reference: reservation.reference, booking_id, oversold };
}

/** Parts that are not there are passed over: a tombstone of theirs would bury what comes later. */
export async function cancelParts(
  deps: CancelDeps,
  prepared: PreparedReservation,
  numbers: readonly number[],
): Promise<void> {
  if (numbers.length === 0) return;
  for (const part of await readParts(deps.database, prepared.reference)) {
    if (numbers.includes(part.part) && isAlive(part)) await cancelPart(deps, prepared, part.part);
  }
}

interface CancelledView {
  readonly booking_id: string | null;
  readonly oversold?: boolean;
}

async function cancelPart(
  { cancelByReference }: CancelDeps,
  { reference, reservation, catalogue, context }: PreparedReservation,
  part: number,
): Promise<CancelledView> {
  const { revision } = reservation;
  const answer = await cancelByReference(
    reference.partner_reference,
    { hotel_id: catalogue.hotel_code, ...(revision === null ? {} : { partner_revision: revision }) },
    context,
    part,
  );
  return JSON.parse(answer.body) as CancelledView;
}
