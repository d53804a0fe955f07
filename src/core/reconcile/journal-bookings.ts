import type { Catalogue } from '../hotels/catalogue.js';
import type { JournalledMessage, ReadJournal } from '../messages/read-journal.js';
import type { Connector } from '../model/connector.js';
import type { IncomingReservation } from '../model/incoming-reservation.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { decodeOptionsOf, type Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import type { BookingCause } from './booking-difference.js';
import type { ListedBooking } from './partner-copies.js';

/** The last word of a channel about one of its bookings, and what became of the message that said it. */
export interface SaidBooking extends ListedBooking {
  /** UTC, as the database writes it. */
  readonly at: string;
  /** Why we have not got what it says, if we have not. */
  readonly cause: BookingCause;
}

interface Deps {
  readonly database: Queryable;
  readonly journal: Pick<ReadJournal, 'show'>;
  readonly connectors: ReadonlyMap<string, Connector>;
}

interface Asked {
  readonly catalogue: Catalogue;
  /** Stays that are over by then are not read. */
  readonly from: LocalDate;
}

/** The newest; a channel that sends more of one hotel within the days that bodies are kept is compared by its own list. */
const MOST_MESSAGES = 5_000;

/** What an operator has dropped is no word that counts. */
const CAUSES: Readonly<Record<string, BookingCause>> = {
  APPLIED: 'dropped_silently',
  PARTIAL: 'refused',
  REFUSED: 'refused',
  PARKED: 'refused',
  RECEIVED: 'failed',
  FAILED: 'failed',
};

/**
 * What a channel has sent of its reservations of a hotel, as the journal has it: the messages are read again, and of each booking the
 * highest revision counts, or else the newest. @returns null where it has sent none that can be read: then nothing is known of them.
 */
export async function readJournalBookings(
  deps: Deps,
  partner: Partner,
  { catalogue, from }: Asked,
): Promise<SaidBooking[] | null> {
  const rows = await deps.database.rows<{ message_id: Id; outcome: string; received_at: string }>(
    // A cancellation may say no more than a number, and so no night.
    `SELECT message_id, outcome, received_at FROM messages WHERE partner_id = ? AND direction = 'in'
       AND content = 'reservations' AND (hotel_code = ? OR hotel_code IS NULL) AND (last_date >= ? OR last_date IS NULL)
       AND outcome IN (?) AND body_bytes > 0 AND emptied_at IS NULL ORDER BY message_id DESC LIMIT ?`,
    [partner.partner_id, catalogue.hotel_code, from, Object.keys(CAUSES), MOST_MESSAGES],
  );
  const last = new Map<string, { readonly said: SaidBooking; readonly revision: number | null }>();
  for (const { message_id, outcome, received_at: at } of rows) {
    const message = await deps.journal.show(message_id);
    for (const one of await reservationsIn(deps, partner, message)) {
      if ((one.hotel_code ?? message.hotel_code) !== catalogue.hotel_code) continue;
      const known = last.get(one.reference);
      // Newest first: what came before counts only where its sender numbers it higher.
      if (known !== undefined && (known.revision ?? 0) >= (one.revision ?? 0)) continue;
      const said = { ...toListed(one), at, cause: CAUSES[outcome] ?? 'failed' };
      last.set(one.reference, { said, revision: one.revision });
    }
  }
  return last.size === 0 ? null : [...last.values()].map(({ said }) => said);
}

/** None where the message is not one of the connector's contract, as bookings over the native API are not. */
async function reservationsIn(
  { connectors }: Deps,
  partner: Partner,
  { connector: id, kind, bytes }: JournalledMessage,
): Promise<readonly IncomingReservation[]> {
  const connector = connectors.get(id);
  const decoded = await connector?.decode(bytes, {
    charset: null,
    ...(connector.messages.includes(kind) ? { action: kind } : {}),
    ...decodeOptionsOf(partner),
  });
  return decoded?.content?.kind === 'reservations' ? decoded.content.reservations : [];
}

const STATUS = { new: 'booked', modify: 'modified', cancel: 'cancelled' } as const;

function toListed({ action, reference, check_in, check_out }: IncomingReservation): ListedBooking {
  return { reference, status: STATUS[action], check_in, check_out, our_number: null };
}
