import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { bookingComparison, type BookingComparison, type BookingDifference } from './booking-difference.js';
import type { ListedBooking, PartnerCopies } from './partner-copies.js';
import type { Side } from './run-store.js';

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
}

/** What came or changed within these minutes may still be on its way, to us or to the PMS. */
const UNDER_WAY_MINUTES = 5;

interface OurBooking {
  readonly booking_id: Id;
  readonly reference: string | null;
  readonly status: string;
  readonly check_in: LocalDate;
  readonly check_out: LocalDate;
  /** Of its newest revision that the PMS is to have; null: none. */
  readonly state: string | null;
  readonly action: string | null;
  readonly fresh: number;
}

/**
 * Compares our bookings of a hotel with those that a channel or a PMS lists. A partner that lists none is compared by what we know: of a
 * channel nothing, of a PMS which revisions it never fetched, never decided or could not take.
 */
export function createCompareBookings(deps: Deps): CompareBookings {
  return async (partner, { hotel_id, side, from }) => {
    const catalogue = await deps.openCatalogue(partner, hotel_id);
    const listed = await deps.copies.bookings(partner.partner_id, catalogue.hotel_code);
    if (listed === null && side === 'channel') return null;
    const since = toSqlTime(new Date(deps.clock.now().getTime() - UNDER_WAY_MINUTES * 60_000));
    const ours = await deps.database.rows<OurBooking>(side === 'channel' ? OF_CHANNEL : OF_PMS, [
      ...[since, hotel_id, from],
      ...(side === 'channel' ? [partner.partner_id] : []),
    ]);
    const settled = ours.filter(({ fresh }) => fresh === 0);
    const known = new Set(ours.filter(({ fresh }) => fresh !== 0).flatMap(keysOf));
    const apart = listed === null ? [] : againstList(settled, listed, { from, known });
    const undecided = side === 'pms' ? settled.flatMap(undecidedOf) : [];
    const source = listed === null ? 'journal' : 'reported';
    return bookingComparison(source, ours.length, [...apart, ...undecided]);
  };
}

const COLUMNS = `b.booking_id, b.partner_reference AS reference, b.status, b.check_in_date AS check_in,
  b.check_out_date AS check_out, b.updated_at >= ? AS fresh`;
const OF_CHANNEL = `SELECT ${COLUMNS}, NULL AS state, NULL AS action FROM bookings b
  WHERE b.hotel_id = ? AND b.check_out_date >= ? AND b.partner_id = ? AND b.status IN ('CONFIRMED', 'CANCELLED')
  ORDER BY b.booking_id`;
const OF_PMS = `SELECT ${COLUMNS}, r.state, r.action FROM bookings b
  LEFT JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.revision = (
    SELECT MAX(n.revision) FROM reservation_revisions n WHERE n.booking_id = b.booking_id)
  WHERE b.hotel_id = ? AND b.check_out_date >= ? AND b.status IN ('CONFIRMED', 'CANCELLED') ORDER BY b.booking_id`;

function keysOf({ booking_id, reference }: OurBooking): string[] {
  return reference === null ? [booking_id] : [booking_id, reference];
}

/** A channel knows a booking by its own number; a PMS by ours, which it was given. */
function againstList(
  ours: readonly OurBooking[],
  listed: readonly ListedBooking[],
  { from, known }: { readonly from: LocalDate; readonly known: ReadonlySet<string> },
): BookingDifference[] {
  const theirs = new Map<string, ListedBooking[]>();
  for (const one of listed) {
    const other = one.our_number === null || one.our_number === one.reference ? [] : [one.our_number];
    for (const key of [one.reference, ...other]) theirs.set(key, [...(theirs.get(key) ?? []), one]);
  }
  const found = new Set<ListedBooking>();
  const differences = ours.flatMap((booking): BookingDifference[] => {
    const same = [...new Set(keysOf(booking).flatMap((key) => theirs.get(key) ?? []))];
    for (const one of same) found.add(one);
    return compareOne(booking, same);
  });
  const extra = listed.filter(
    (one) =>
      !found.has(one) &&
      one.status !== 'cancelled' &&
      (one.check_out ?? from) >= from &&
      !known.has(one.reference) &&
      !known.has(one.our_number ?? ''),
  );
  return [
    ...differences,
    ...extra.map((one): BookingDifference => ({
      ...{ class: 'extra', booking_id: null, reference: one.reference, ours: null, theirs: one.status },
      ...{ check_in: one.check_in, check_out: one.check_out },
    })),
  ];
}

function compareOne(booking: OurBooking, same: readonly ListedBooking[]): BookingDifference[] {
  const { booking_id, reference, check_in, check_out, status } = booking;
  const base = { booking_id, reference, check_in, check_out };
  const isLive = status !== 'CANCELLED';
  const live = same.filter((one) => one.status !== 'cancelled');
  const [first] = live.length > 0 ? live : same;
  if (first === undefined) return isLive ? [{ ...base, class: 'missing', ours: status, theirs: null }] : [];
  const stays = (one: { check_in: string | null; check_out: string | null }) =>
    `${one.check_in ?? '?'}/${one.check_out ?? '?'}`;
  if (live.length > 1) return [{ ...base, class: 'duplicate', ours: status, theirs: `${live.length} live` }];
  if (isLive !== (first.status !== 'cancelled'))
    return [{ ...base, class: 'status', ours: status, theirs: first.status }];
  const moved =
    isLive &&
    first.check_in !== null &&
    first.check_out !== null &&
    (first.check_in !== check_in || first.check_out !== check_out);
  return moved ? [{ ...base, class: 'dates', ours: stays(booking), theirs: stays(first) }] : [];
}

const UNDECIDED: Readonly<Record<string, BookingDifference['class']>> = {
  PENDING: 'unfetched',
  HANDED_OUT: 'unacknowledged',
  FAILED: 'failed',
};

function undecidedOf(booking: OurBooking): BookingDifference[] {
  const { booking_id, reference, check_in, check_out, state, action, status } = booking;
  const kind = UNDECIDED[state ?? ''];
  if (kind === undefined) return [];
  const told = { booking_id, reference, check_in, check_out, theirs: null };
  return [{ ...told, class: kind, ours: `${action ?? 'new'} (${status})` }];
}
