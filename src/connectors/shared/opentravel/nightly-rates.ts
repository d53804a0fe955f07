import type { IncomingNight } from '../../../core/model/incoming-reservation.js';
import { addDays, daysBetween, nightsOf, type LocalDate } from '../../../core/model/local-date.js';
import { shareOf } from '../decimal-share.js';
import { sumOf } from '../decimal-sum.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../xml-tree.js';
import {
  dateOf,
  readAmount,
  type ReservationReading,
  type SidedAmount,
  type Stay,
} from './reservation-values.js';

/** One rate of a room stay, with the nights that it may be for. */
interface RatedRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Of one night. */
  readonly night: SidedAmount | null;
  /** Of all its nights together, where it says no more. */
  readonly total: SidedAmount | null;
}

/**
 * What each night of a room costs. A Rate's ExpireDate is the morning after its last night; senders that mean the last night itself
 * are recognised by nights that would be missing otherwise. Empty where the nights are not priced.
 */
export function readNights(roomStay: XmlNode, stay: Stay, reading: ReservationReading): IncomingNight[] {
  const ranges = childrenOf(roomStay, 'RoomRates', 'RoomRate').flatMap((roomRate) =>
    readRoomRate(roomRate, stay, reading),
  );
  const exclusive = spread(ranges, 'exclusive');
  if (coversStay(exclusive, stay)) return exclusive;
  const inclusive = spread(ranges, 'inclusive');
  return coversStay(inclusive, stay) ? inclusive : exclusive;
}

function readRoomRate(roomRate: XmlNode, stay: Stay, reading: ReservationReading): RatedRange[] {
  const rates = childrenOf(roomRate, 'Rates', 'Rate');
  const around = rangeOf(roomRate, stay);
  if (rates.length === 0) {
    const total = readAmount(childOf(roomRate, 'Total'), reading);
    return total === null ? [] : [{ ...around, night: null, total }];
  }
  return rates.flatMap((rate) => {
    const range = rangeOf(rate, { check_in: around.from, check_out: around.to });
    const night = withAdditions(readAmount(childOf(rate, 'Base'), reading), rate, reading);
    const total = night === null ? readAmount(childOf(rate, 'Total'), reading) : null;
    return night === null && total === null ? [] : [{ ...range, night, total }];
  });
}

function rangeOf(node: XmlNode, around: Stay): { from: LocalDate; to: LocalDate } {
  const from = dateOf(attributeOf(node, 'EffectiveDate'));
  const to = dateOf(attributeOf(node, 'ExpireDate'));
  return { from: from ?? around.check_in, to: to ?? (from === null ? around.check_out : from) };
}

/** What guests beyond the base occupancy and exclusive fees add to a night ("Expedia, AdditionalGuestAmounts and Fees"). */
function withAdditions(
  base: SidedAmount | null,
  rate: XmlNode,
  reading: ReservationReading,
): SidedAmount | null {
  if (base === null) return null;
  const guests = childrenOf(rate, 'AdditionalGuestAmounts', 'AdditionalGuestAmount').map((node) =>
    readAmount(childOf(node, 'Amount') ?? node, reading),
  );
  const fees = childrenOf(rate, 'Fees', 'Fee').flatMap((fee) =>
    attributeOf(fee, 'Type') === 'Inclusive' ? [] : [readAmount(fee, reading)],
  );
  const additions = [...guests, ...fees].flatMap((added) => (added === null ? [] : [added.amount]));
  if (additions.every((amount) => /^[0.]+$/.test(amount))) return base;
  return { ...base, amount: sumOf([base.amount, ...additions]) };
}

/** Far beyond any stay: a mistyped year must not become a list of nights. */
const LONGEST = 1_100;

function spread(ranges: readonly RatedRange[], end: 'exclusive' | 'inclusive'): IncomingNight[] {
  return ranges.flatMap(({ from, to, night, total }) => {
    const last = to <= from ? addDays(from, 1) : end === 'inclusive' ? addDays(to, 1) : to;
    if (daysBetween(from, last) > LONGEST) return [];
    const dates = nightsOf(from, last);
    return dates.map((date, index): IncomingNight => {
      const amount = night?.amount ?? shareOf(total?.amount ?? '0', dates.length, index);
      return { date, amount, currency: (night ?? total)?.currency ?? null };
    });
  });
}

function coversStay(nights: readonly IncomingNight[], { check_in, check_out }: Stay): boolean {
  const dates = nights.map(({ date }) => date).sort();
  const wanted = nightsOf(check_in, check_out);
  return dates.length === wanted.length && wanted.every((date, index) => dates[index] === date);
}
