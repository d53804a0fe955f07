import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { BookingDifference } from './booking-difference.js';
import type { ListedBooking } from './partner-copies.js';

/** A booking as it is stored; of a channel's reservation of several stays all of them together. */
export interface OurBooking {
  readonly booking_id: Id;
  readonly reference: string | null;
  /** Which stay of its channel's reservation; 1 where there is one. */
  readonly part: number;
  readonly status: string;
  readonly check_in: LocalDate;
  readonly check_out: LocalDate;
  /** Of its newest revision that the PMS is to have; null: none. */
  readonly state: string | null;
  readonly action: string | null;
  /** Changed so lately that it may still be on its way. */
  readonly fresh: boolean;
  /** UTC, as the database writes it. */
  readonly updated_at: string;
  /** false: its first stay is over and not here, so its days tell nothing. */
  readonly whole?: boolean;
}

/** The stays of a reservation as the one booking that they are to its channel: from the first arrival to the last departure. */
export function asReservations(rows: readonly OurBooking[]): OurBooking[] {
  const parts = new Map<string, OurBooking[]>();
  for (const row of rows) {
    const key = row.reference ?? `id ${row.booking_id}`;
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  return [...parts.values()].flatMap((all): OurBooking[] => {
    const [first] = all;
    if (first === undefined) return [];
    const live = all.filter(({ status }) => status !== 'CANCELLED');
    const stays = live.length > 0 ? live : all;
    return [
      {
        ...first,
        status: stays[0]?.status ?? first.status,
        check_in: stays.map(({ check_in }) => check_in).reduce((a, b) => (a < b ? a : b)),
        check_out: stays.map(({ check_out }) => check_out).reduce((a, b) => (a > b ? a : b)),
        fresh: all.some(({ fresh }) => fresh),
        updated_at: all.map(({ updated_at }) => updated_at).reduce((a, b) => (a > b ? a : b)),
        whole: first.part === 1,
      },
    ];
  });
}

export function keysOf({ booking_id, reference }: OurBooking): string[] {
  return reference === null ? [booking_id] : [booking_id, reference];
}

/** A channel knows a booking by its own number; a PMS by ours, which it was given. */
export function againstList(
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
      ...{ cause: null, check_in: one.check_in, check_out: one.check_out },
    })),
  ];
}

function compareOne(booking: OurBooking, same: readonly ListedBooking[]): BookingDifference[] {
  const { booking_id, reference, check_in, check_out, status } = booking;
  const base = { booking_id, reference, check_in, check_out, cause: null };
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
    booking.whole !== false &&
    first.check_in !== null &&
    first.check_out !== null &&
    (first.check_in !== check_in || first.check_out !== check_out);
  return moved ? [{ ...base, class: 'dates', ours: stays(booking), theirs: stays(first) }] : [];
}
