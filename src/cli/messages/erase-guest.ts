import type { App } from '../../core/app.js';
import { findMentions } from '../../core/messages/find-mentions.js';
import { AppError } from '../../core/model/errors.js';
import { isId, type Id } from '../../core/model/ids.js';
import { fromSqlTime } from '../../core/platform/sql-time.js';

export interface WhoseMessages {
  /** Our id. */
  readonly booking?: string | undefined;
  /** A channel's own number, with --partner where several channels may have it. */
  readonly reference?: string | undefined;
  readonly partner?: string | undefined;
  /** Every booking of a guest with this address. */
  readonly email?: string | undefined;
}

export interface GuestMessages {
  readonly bookings: readonly Id[];
  readonly messages: readonly Id[];
}

interface BookingRow {
  readonly booking_id: Id;
  readonly partner_id: Id;
  readonly pms_partner_id: Id | null;
  readonly partner_reference: string | null;
  readonly created_at: string;
}

/** A clock of another machine may be behind ours, and a message is older than the booking that it made. */
const SLACK_MS = 3_600_000;

/**
 * The messages that tell of a guest's bookings: what the channel sent, what the PMS read, was sent and answered.
 * @throws AppError BOOKING_NOT_FOUND; CONFLICT where a reference is that of several channels.
 */
export async function findGuestMessages(app: App, who: WhoseMessages): Promise<GuestMessages> {
  const bookings = await findBookings(app, who);
  const messages = new Set<Id>();
  for (const booking of bookings) for (const id of await messagesOf(app, booking)) messages.add(id);
  return { bookings: bookings.map(({ booking_id }) => booking_id), messages: [...messages] };
}

async function findBookings(
  app: App,
  { booking, reference, partner, email }: WhoseMessages,
): Promise<BookingRow[]> {
  const from = partner === undefined ? undefined : (await app.partners.get(partner)).partner_id;
  const [condition, value] =
    booking !== undefined
      ? ['b.booking_id = ?', isId(booking) ? booking : '0']
      : reference !== undefined
        ? ['b.partner_reference = ?', reference]
        : ['b.guest_email = ?', email ?? ''];
  const rows = await app.database.rows<BookingRow>(
    `SELECT b.booking_id, b.partner_id, h.pms_partner_id, b.partner_reference, b.created_at
     FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id
     WHERE ${condition}${from === undefined ? '' : ' AND b.partner_id = ?'} ORDER BY b.booking_id`,
    [value, ...(from === undefined ? [] : [from])],
  );
  if (rows.length === 0)
    throw new AppError(
      'BOOKING_NOT_FOUND',
      'No such booking is stored; name its messages by their ids instead.',
      {
        next: 'bellhop booking list',
      },
    );
  if (reference !== undefined && new Set(rows.map(({ partner_id }) => partner_id)).size > 1)
    throw new AppError(
      'CONFLICT',
      'Several channels have a booking with that number; say which with --partner.',
      {
        next: 'bellhop partner list',
      },
    );
  return rows;
}

async function messagesOf({ database }: App, booking: BookingRow): Promise<Id[]> {
  const { booking_id, partner_id, pms_partner_id, partner_reference, created_at } = booking;
  const revisions = await database.rows<{
    revision_id: Id;
    pms_partner_id: Id | null;
    pms_reference: string | null;
  }>('SELECT revision_id, pms_partner_id, pms_reference FROM reservation_revisions WHERE booking_id = ?', [
    booking_id,
  ]);
  const partners = [partner_id, pms_partner_id, ...revisions.map((revision) => revision.pms_partner_id)];
  const references = [
    ...[booking_id, partner_reference],
    ...revisions.flatMap(({ revision_id, pms_reference }) => [revision_id, pms_reference]),
  ];
  return findMentions(database, {
    partner_ids: [...new Set(partners.flatMap((id) => id ?? []))],
    references: [...new Set(references.flatMap((text) => (text === null || text === '' ? [] : text)))],
    since: new Date(fromSqlTime(created_at).getTime() - SLACK_MS),
  });
}
