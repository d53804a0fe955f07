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
 * takes whole nothing is begun while one of its reservations cannot be taken as it stands; what another guest took
 * meanwhile is refused by itself all the same, for the others are sold.
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
    const spoilt = context.whole && prepared.some((one) => one.kind === 'refused');
    for (const one of prepared) {
      const result =
        one.kind === 'refused' ? one : spoilt ? spoiltResult(one.reservation) : await take(deps, one);
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

function spoiltResult(reservation: IncomingReservation): ReservationResult {
  const message = 'Another reservation of this message was refused, and nothing of it was applied.';
  return refusedResult(reservation, new AppError('VALIDATION', message));
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
