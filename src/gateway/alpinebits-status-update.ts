import type { App } from '../core/app.js';
import type { DecodedMessage } from '../core/model/connector.js';
import type { IncomingReservation, ReservationResult } from '../core/model/incoming-reservation.js';
import type { RevisionVerdict } from '../core/model/reservation.js';
import type { Partner } from '../core/partners/partner.js';
import type { MessageVerdict } from './wire-message.js';

const ACTION = 'OTA_HotelResNotif:GuestRequests_StatusUpdate';
/** The PMS has the reservation as it was handed out. */
const TAKEN = 'Reserved';
const NOT_TAKEN = 'its status is changed where it was booked; cancel or change it with the channel';
const UNKNOWN = 'it was not handed out to you';

export function isStatusUpdate({ envelope }: DecodedMessage): boolean {
  return envelope.extra?.['action'] === ACTION;
}

/**
 * The status that a PMS gives to reservations which it fetched ("AlpineBits 2022-10, GuestRequests"). Reserved says that it
 * has one; anything else is the channel's to do, and is told back by its number instead of being claimed to have happened.
 */
export async function takeStatusUpdate(
  deps: Pick<App, 'nameHandedOut' | 'decideRevisions'>,
  { partner, requestId }: { readonly partner: Partner; readonly requestId: string },
  reservations: readonly IncomingReservation[],
): Promise<MessageVerdict> {
  const given = reservations.filter(({ status }) => status === TAKEN).map(toVerdict);
  const { verdicts, unknown } = await deps.nameHandedOut(partner, given);
  if (verdicts.length > 0) await deps.decideRevisions(partner, verdicts, { request_id: requestId });
  const strangers = new Set(unknown.map(({ revision_id }) => revision_id));
  const results = reservations.map((reservation): ReservationResult => {
    const { reference, status } = reservation;
    if (status !== TAKEN) return refused(reservation, NOT_TAKEN);
    if (strangers.has(reference)) return refused(reservation, UNKNOWN);
    return { kind: 'unchanged', reference, booking_id: reference, oversold: false };
  });
  const told = results.flatMap((result) =>
    result.kind === 'refused' ? [`${result.reference}: ${result.message}`] : [],
  );
  const cause = told.join('; ').slice(0, 1_000);
  return {
    outcome: { kind: 'received', results },
    journal: told.length === results.length ? 'REFUSED' : 'APPLIED',
    ...(cause === '' ? {} : { cause }),
  };
}

function toVerdict({ reference }: IncomingReservation): RevisionVerdict {
  return {
    revision_id: reference,
    of: 'reservation',
    outcome: 'accepted',
    pms_reference: null,
    reason: null,
  };
}

function refused({ reference, at }: IncomingReservation, message: string): ReservationResult {
  const fault = { code: 'UNSUPPORTED_UPDATE', message, at, subject: null, retryable: false };
  return { kind: 'refused', reference, ...fault };
}
