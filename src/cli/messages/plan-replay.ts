import type { App } from '../../core/app.js';
import { withoutBytes, type JournalEntryOnly } from './journal-entry.js';
import type { JournalEntry, JournalledMessage } from '../../core/messages/read-journal.js';
import { findMentions } from '../../core/messages/find-mentions.js';
import { compareIds, type Id } from '../../core/model/ids.js';
import type { AriMessage } from '../../core/model/ari.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import { diffAri, type CellDifference } from '../diff-ari.js';
import { requireAri } from '../refuse-message.js';
import { decodeJournalled, type ReadAgain } from './decode-journalled.js';
import { toChangedRanges, type ChangedRange } from './difference-ranges.js';
import { previewReservations, type ReservationPreview } from './preview-reservations.js';

/** What applying a message once more would come to. */
export interface ReplayPlan {
  readonly message: JournalEntryOnly;
  readonly read: ReadAgain;
  readonly parts: readonly AriMessage[];
  readonly reservations: readonly IncomingReservation[];
  /** Of rates and availability: what differs from what is stored now. */
  readonly ranges: readonly ChangedRange[];
  /** Cells with a field that differs. */
  readonly nights_changed: number;
  readonly previews: readonly ReservationPreview[];
  /** Newer messages of the same partner that were applied and named some of the same rooms and nights. */
  readonly overtaken_by: readonly string[];
}

const MOST_NEWER = 1_000;

/**
 * Reads a journalled message and compares it with what is stored; writes nothing.
 * @param together messages that are applied after it anyway: they do not count as newer.
 * @throws AppError UNSUPPORTED_UPDATE for what cannot be repeated, and all that reading it may say.
 */
export async function planReplay(
  app: App,
  message: JournalledMessage,
  together: ReadonlySet<Id> = new Set(),
): Promise<ReplayPlan> {
  const read = await decodeJournalled(app, message);
  const { content } = read.decoded;
  const base = { message: withoutBytes(message), read, ranges: [], nights_changed: 0, previews: [] };
  if (content?.kind === 'reservations') {
    const { reservations } = content;
    const previews = await previewReservations(app, read.partner, reservations);
    const moves = previews.some(({ does }) => does === 'change' || does === 'cancel');
    const newer = moves ? await findNewerOf(app, message, reservations) : [];
    return {
      ...base,
      parts: [],
      reservations,
      previews,
      overtaken_by: newer.filter((id) => !together.has(id)),
    };
  }
  const first = requireAri(read.decoded, `Message ${message.message_id}`);
  const parts = [first, ...(content?.kind === 'ari' ? (content.more ?? []) : [])];
  const differences: CellDifference[] = [];
  const replayOf = { receivedAt: new Date(message.received_at) };
  for (const part of parts) {
    const comparison = await diffAri(app, read.partner, part, { replayOf });
    differences.push(...comparison.differences);
  }
  const cells = new Set(
    differences.map(({ room_code, rate_code, date }) => `${room_code}\n${rate_code ?? ''}\n${date}`),
  );
  return {
    ...base,
    parts,
    reservations: [],
    ranges: toChangedRanges(differences),
    nights_changed: cells.size,
    overtaken_by:
      differences.length === 0 ? [] : (await findNewer(app, message)).filter((id) => !together.has(id)),
  };
}

/** Many contracts have no revisions: then only the journal knows what was said later. */
async function findNewerOf(
  { database }: App,
  message: JournalEntry,
  reservations: readonly IncomingReservation[],
): Promise<Id[]> {
  const ids = await findMentions(database, {
    partner_ids: [message.partner_id],
    references: reservations.map(({ reference }) => reference),
    since: new Date(message.received_at),
  });
  return ids.filter((id) => compareIds(id, message.message_id) > 0).toReversed();
}

/** A complete set has something to say of every night. */
async function findNewer({ journal }: App, message: JournalEntry): Promise<string[]> {
  const { rooms, rooms_more, first_date, last_date, hotel_code } = message;
  const newer = await journal.list({
    ...{ partner_id: message.partner_id, direction: 'in', content: 'ari', outcome: 'APPLIED' },
    hotel_code: hotel_code ?? undefined,
    rooms: rooms.length === 0 || rooms_more ? undefined : rooms,
    touches: first_date === null || last_date === null ? undefined : { from: first_date, to: last_date },
    after: message.message_id,
    limit: MOST_NEWER,
  });
  return newer.map(({ message_id }) => message_id);
}
