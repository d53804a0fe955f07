import type { OpenCatalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { IncomingReservation, ReservationResult } from '../model/incoming-reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Logger } from '../platform/logger.js';
import { cancelIncoming } from './cancel-incoming.js';
import { markUnseen } from './mark-unseen.js';
import { inLanes } from './in-lanes.js';
import { prepareIncoming } from './prepare-incoming.js';
import type { PreparedReservation, ReceiveDeps } from './prepared-reservation.js';
import { refusedResult } from './refused-result.js';
import { restateIncoming } from './restate-incoming.js';

/** Each is some twenty round trips, and fewer than the connections of a process: other work wants some too. */
const LANES = 6;

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
 * What a channel has booked, changed or cancelled under its own numbers, in its codes, each with a result: those of one
 * number in their order, and all of them where they compete for rooms; several at once where they do not. Deliveries come twice and in any order (docs/decisions/0013). Of a message that its contract
 * takes whole nothing is begun while one of its reservations cannot be taken as it stands, or could be refused alone.
 * @returns as many results as reservations, in their order
 * @throws what is no AppError: a store that is away, with nothing lost, for a message may be delivered again.
 */
export function createReceiveReservations(deps: ReceiveDeps): ReceiveReservations {
  return async (partner, reservations, context) => {
    const { request_id } = context;
    const once = { ...deps, openCatalogue: openEachOnce(deps.openCatalogue) };
    const looked = await Promise.all(
      reservations.map((reservation) => prepareIncoming(once, { partner, reservation, request_id })),
    );
    const prepared = await markUnseen(deps.database, looked);
    const spoilt = context.whole ? spoiltBy(prepared) : null;
    const answer = async (one: PreparedReservation | ReservationResult): Promise<ReservationResult> => {
      if (one.kind !== 'prepared') return one;
      return spoilt === null
        ? take(deps, one)
        : refusedResult(one.reservation, new AppError('VALIDATION', spoilt));
    };
    const lanes = prepared.every(competesWithNobody) ? LANES : 1;
    const results = await inLanes(prepared, { lanes, keyOf: referenceOf }, answer);
    for (const result of results) {
      if (result.kind === 'refused') report(deps.logger, { partner, context, result });
    }
    await deps.tellRefused(
      partner,
      reservations.filter((_, index) => isPassedOver(results[index])),
    );
    return results;
  };
}

/** Nothing moved for it here: it is refused for good, comes behind a later word of its channel, or comes again. */
function isPassedOver(result: ReservationResult | undefined): boolean {
  if (result?.kind === 'refused') return !result.retryable;
  return result?.kind === 'buried' || result?.kind === 'unchanged';
}

/** What is sold already, or given back, is taken whoever comes first; who asks for rooms that are left comes in turn. */
function competesWithNobody(one: PreparedReservation | ReservationResult): boolean {
  return one.kind !== 'prepared' || one.sold || one.reservation.action === 'cancel';
}

/** A message of a thousand reservations is about one hotel, as it was when the message came. */
function openEachOnce(open: OpenCatalogue): OpenCatalogue {
  const opened = new Map<string, ReturnType<OpenCatalogue>>();
  return (viewer, hotelCode) => {
    const known = opened.get(hotelCode) ?? open(viewer, hotelCode);
    opened.set(hotelCode, known);
    return known;
  };
}

function referenceOf(one: PreparedReservation | ReservationResult): string {
  if (one.kind !== 'prepared') return '';
  return `${one.reference.hotel_id} ${one.reference.partner_reference}`;
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
