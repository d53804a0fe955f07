import type { Alerts } from '../alerts/alerts.js';
import type { ApplyAri } from '../ari/apply-ari-update.js';
import type { HandOutRevisions } from '../bookings/hand-out-revisions.js';
import { AppError } from '../model/errors.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import { findHotels } from './find-hotels.js';
import type { FeedKind, FeedNotes } from './feed-notes.js';

interface Deps {
  readonly feedNotes: FeedNotes;
  readonly alerts: Alerts;
  readonly database: Queryable;
  readonly logger: Logger;
}

/** Applies rates and availability as `applyAri` does and notes that the feed spoke; what is parked is an alert. */
export function watchAriFeed(applyAri: ApplyAri, deps: Deps): ApplyAri {
  return async (partner, message, options) => {
    // What an operator tries or repeats says nothing about the feed.
    const quiet = options.dryRun === true || options.replayed === true;
    const note = noteOf(deps, { partner, hotel_code: message.hotel_code, kind: 'ari', quiet });
    try {
      const result = await applyAri(partner, message, options);
      note('ok', null);
      return result;
    } catch (error) {
      note(codeOf(error), error);
      if (!quiet && error instanceof AppError && error.code === 'PARKED')
        await alertParked(deps, {
          ...{ partner, error, requestId: options.requestId, hotel_code: message.hotel_code },
        });
      throw error;
    }
  };
}

/** Hands out revisions as `handOut` does and notes that somebody fetched them, also where there was nothing. */
export function watchReservationFeed(handOut: HandOutRevisions, deps: Deps): HandOutRevisions {
  return async (partner, query) => {
    const note = noteOf(deps, { partner, hotel_code: query.hotel_code, kind: 'reservations', quiet: false });
    try {
      const revisions = await handOut(partner, query);
      note('ok', null);
      return revisions;
    } catch (error) {
      note(codeOf(error), error);
      throw error;
    }
  };
}

interface Feed {
  readonly partner: Partner;
  readonly hotel_code: string | null;
  readonly kind: FeedKind;
  readonly quiet: boolean;
}

function noteOf({ feedNotes }: Deps, { partner, hotel_code, kind, quiet }: Feed) {
  return (outcome: string, error: unknown): void => {
    if (quiet || partner.kind !== 'pms') return;
    const cause = error instanceof AppError ? error.message : null;
    feedNotes.note({ partner_id: partner.partner_id, hotel_code, kind, outcome, cause });
  };
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'INTERNAL';
}

interface Parked {
  readonly partner: Partner;
  readonly error: AppError;
  readonly requestId: string | null;
  readonly hotel_code: string | null;
}

/** Parked it is with or without the alert. */
async function alertParked(
  { alerts, database, logger }: Deps,
  { partner, error, requestId, hotel_code }: Parked,
): Promise<void> {
  const subject = (requestId ?? `${partner.partner_id}`).replace(/[^\x21-\x7e]/g, '?').slice(0, 120);
  const { partner_id } = partner;
  logger.warn(
    { event: 'message.parked', partner: partner.code, request_id: requestId },
    `A push is parked. Next: bellhop message list --outcome PARKED`,
  );
  try {
    const hotels = await findHotels(database, [{ partner_id, hotel_code }]);
    const hotel_id = hotels.get(`${partner_id} ${hotel_code ?? ''}`) ?? null;
    await alerts.raise([{ kind: 'message_parked', subject, partner_id, hotel_id, detail: error.message }]);
  } catch {
    logger.warn({ event: 'alert.not_raised', request_id: requestId });
  }
}
