import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { ReadJournal } from '../messages/read-journal.js';
import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import {
  bookingComparison,
  type BookingCause,
  type BookingComparison,
  type BookingDifference,
} from './booking-difference.js';
import { readJournalBookings, type SaidBooking } from './journal-bookings.js';
import { againstList, asReservations, keysOf, type OurBooking } from './match-bookings.js';
import type { ListedBooking, PartnerCopies } from './partner-copies.js';
import type { Side } from './run.js';

export interface BookingsAsked {
  readonly hotel_id: Id;
  readonly side: Side;
  /** Stays that are over by then are not compared. */
  readonly from: LocalDate;
}

export type CompareBookings = (partner: Partner, asked: BookingsAsked) => Promise<BookingComparison | null>;

interface Deps {
  readonly database: Queryable;
  readonly clock: Clock;
  readonly openCatalogue: OpenCatalogue;
  readonly copies: Pick<PartnerCopies, 'bookings'>;
  readonly journal: Pick<ReadJournal, 'show'>;
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** What came or changed within these minutes may still be on its way, to us or to the PMS. */
const UNDER_WAY_MINUTES = 5;

/**
 * Compares our bookings of a hotel with those that a channel or a PMS lists. Of a channel that lists none the reservations count that it
 * sent, as the journal has them; of a PMS which revisions it never fetched, never decided or could not take.
 */
export function createCompareBookings(deps: Deps): CompareBookings {
  return async (partner, { hotel_id, side, from }) => {
    const catalogue = await deps.openCatalogue(partner, hotel_id);
    const since = toSqlTime(new Date(deps.clock.now().getTime() - UNDER_WAY_MINUTES * 60_000));
    const listed = await deps.copies.bookings(partner.partner_id, catalogue.hotel_code);
    if (side === 'channel') {
      const said = await readJournalBookings(deps, partner, { catalogue, from });
      if (listed === null && said === null) return null;
      const rows = await readOurs(deps.database, since, {
        sql: OF_CHANNEL,
        parameters: [hotel_id, from, partner.partner_id],
      });
      return listed === null
        ? againstJournal(asReservations(rows), said ?? [], { from, since })
        : againstReport(asReservations(rows), { listed, said: said ?? [], from });
    }
    const ours = await readOurs(deps.database, since, { sql: OF_PMS, parameters: [hotel_id, from] });
    const { settled, known } = apartFresh(ours);
    const undecided = settled.flatMap(undecidedOf);
    if (listed === null) return bookingComparison('journal', ours.length, undecided);
    const apart = againstList(settled, listed, { from, known });
    return bookingComparison('reported', ours.length, [...apart, ...undecided]);
  };
}

async function readOurs(
  database: Queryable,
  since: string,
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly string[] },
): Promise<OurBooking[]> {
  const rows = await database.rows<Omit<OurBooking, 'fresh'>>(sql, parameters);
  // MySQL gives what is calculated as text.
  return rows.map((row) => ({ ...row, part: Number(row.part), fresh: row.updated_at >= since }));
}

/** What is on its way is no difference, on either side. */
function apartFresh(ours: readonly OurBooking[]): { settled: OurBooking[]; known: Set<string> } {
  return {
    settled: ours.filter(({ fresh }) => !fresh),
    known: new Set(ours.filter(({ fresh }) => fresh).flatMap(keysOf)),
  };
}

interface Reported {
  readonly listed: readonly ListedBooking[];
  readonly said: readonly SaidBooking[];
  readonly from: LocalDate;
}

function againstReport(ours: readonly OurBooking[], { listed, said, from }: Reported): BookingComparison {
  const { settled, known } = apartFresh(ours);
  const words = new Map(said.map((word) => [word.reference, word]));
  const found = againstList(settled, listed, { from, known });
  return bookingComparison(
    'reported',
    ours.length,
    found.map((one) => ({ ...one, cause: causeOf(one, words.get(one.reference ?? ''), ours) })),
  );
}

/** Bodies go with time: a booking of ours of which no message is kept is not missing there. */
function againstJournal(
  ours: readonly OurBooking[],
  said: readonly SaidBooking[],
  { from, since }: { readonly from: LocalDate; readonly since: string },
): BookingComparison {
  const words = new Map(said.map((word) => [word.reference, word]));
  const { settled, known } = apartFresh(ours);
  const proved = settled.filter(({ reference }) => reference !== null && words.has(reference));
  const old = said.filter(({ at, reference }) => at < since && !known.has(reference));
  const unsettled = new Set(said.filter(({ at }) => at >= since).map(({ reference }) => reference));
  const kept = proved.filter(({ reference }) => !unsettled.has(reference ?? ''));
  const found = againstList(kept, old, { from, known });
  return bookingComparison(
    'journal',
    proved.length,
    found.map((one) => ({ ...one, cause: causeOf(one, words.get(one.reference ?? ''), ours) })),
  );
}

function causeOf(
  { class: kind, reference }: BookingDifference,
  word: SaidBooking | undefined,
  ours: readonly OurBooking[],
): BookingCause | null {
  if (word === undefined) return kind === 'extra' ? 'never_sent' : null;
  // They lost what they said: only a cancellation of theirs would explain that it is here and not there.
  if (kind === 'missing') return word.status === 'cancelled' ? word.cause : null;
  if (word.cause !== 'dropped_silently') return word.cause;
  const own = ours.find((one) => one.reference === reference);
  return own !== undefined && own.updated_at > word.at ? 'changed_here' : word.cause;
}

const COLUMNS = `b.booking_id, b.partner_reference AS reference, b.status, b.check_in_date AS check_in,
  b.check_out_date AS check_out, b.updated_at`;
const OF_CHANNEL = `SELECT ${COLUMNS}, b.reference_part AS part, NULL AS state, NULL AS action FROM bookings b
  WHERE b.hotel_id = ? AND b.check_out_date >= ? AND b.partner_id = ? AND b.status IN ('CONFIRMED', 'CANCELLED')
  ORDER BY b.booking_id`;
const OF_PMS = `SELECT ${COLUMNS}, 1 AS part, r.state, r.action FROM bookings b
  LEFT JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.revision = (
    SELECT MAX(n.revision) FROM reservation_revisions n WHERE n.booking_id = b.booking_id)
  WHERE b.hotel_id = ? AND b.check_out_date >= ? AND b.status IN ('CONFIRMED', 'CANCELLED') ORDER BY b.booking_id`;

const UNDECIDED: Readonly<Record<string, BookingDifference['class']>> = {
  PENDING: 'unfetched',
  HANDED_OUT: 'unacknowledged',
  FAILED: 'failed',
};

function undecidedOf(booking: OurBooking): BookingDifference[] {
  const { booking_id, reference, check_in, check_out, state, action, status } = booking;
  const kind = UNDECIDED[state ?? ''];
  if (kind === undefined) return [];
  const told = { booking_id, reference, check_in, check_out, theirs: null, cause: null };
  return [{ ...told, class: kind, ours: `${action ?? 'new'} (${status})` }];
}
