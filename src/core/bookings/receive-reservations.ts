import { AppError } from '../model/errors.js';
import type { IncomingReservation, ReservationResult } from '../model/incoming-reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Logger } from '../platform/logger.js';
import { cancelIncoming } from './cancel-incoming.js';
import { prepareIncoming } from './prepare-incoming.js';
import type { PreparedReservation, ReceiveDeps } from './prepared-reservation.js';
import { refusedResult } from './refused-result.js';
import { restateIncoming } from './restate-incoming.js';

export type ReceiveReservations = (
  partner: Partner,
  reservations: readonly IncomingReservation[],
  context: ReceiveContext,
) => Promise<readonly ReservationResult[]>;

export interface ReceiveContext {
  readonly request_id: string;
  /** The contract takes a message whole or not at all; false: each of its reservations is judged by itself. */
  readonly whole: boolean;
}

/**
 * What a channel has booked, changed or cancelled under its own numbers, in its codes: one after the other in their
 * order, each with a result. Deliveries come twice and in any order (docs/decisions/0013). Of a message that its contract
 * takes whole nothing is begun while one of its reservations cannot be taken as it stands, or could be refused alone.
 * @returns as many results as reservations, in their order
 * @throws what is no AppError: a store that is away, with nothing lost, for a message may be delivered again.
 */
export function createReceiveReservations(deps: ReceiveDeps): ReceiveReservations {
  return async (partner, reservations, context) => {
    const prepared = await Promise.all(
      reservations.map((reservation) =>
        prepareIncoming(deps, { partner, reservation, request_id: context.request_id }),
      ),
    );
    const results: ReservationResult[] = [];
    const spoilt = context.whole ? spoiltBy(prepared) : null;
    for (const one of prepared) {
      const result =
        one.kind === 'refused'
          ? one
          : spoilt === null
            ? await take(deps, one)
            : refusedResult(one.reservation, new AppError('VALIDATION', spoilt));
      if (result.kind === 'refused') report(deps.logger, { partner, context, result });
      results.push(result);
    }
    return results;
  };
}

async function take(deps: ReceiveDeps, prepared: PreparedReservation): Promise<ReservationResult> {
  try {
    return await (prepared.reservation.action === 'cancel'
      ? cancelIncoming(deps, prepared)
      : restateIncoming(deps, prepared));
  } catch (error) {
    return refusedResult(prepared.reservation, error);
  }
}

/**
 * Why nothing of a message is begun; null where all of it can be taken. Of several bookings that are not believed one may find its
 * rooms sold when another of them is stored already, and no answer of such a contract can say so.
 */
function spoiltBy(prepared: readonly (PreparedReservation | ReservationResult)[]): string | null {
  if (prepared.some(({ kind }) => kind === 'refused'))
    return 'Another reservation of this message was refused, and nothing of it was applied.';
  const asking = prepared.filter(
    (one) => one.kind === 'prepared' && !one.sold && one.reservation.action !== 'cancel',
  );
  return asking.length > 1
    ? 'Several reservations in one message, and nothing of it was applied; send one a message, for the rooms of each may be sold meanwhile.'
    : null;
}

function report(
  logger: Logger,
  {
    partner,
    context,
    result,
  }: {
    readonly partner: Partner;
    readonly context: ReceiveContext;
    readonly result: Extract<ReservationResult, { kind: 'refused' }>;
  },
): void {
  const { code, retryable } = result;
  const facts = { partner_id: partner.partner_id, request_id: context.request_id, code, retryable };
  logger.warn(
    { event: 'reservation.refused', ...facts },
    'A reservation of a channel was refused; its message is in the journal.',
  );
}
