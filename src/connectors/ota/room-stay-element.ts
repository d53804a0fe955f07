import { addDays, toRanges, type LocalDate } from '../../core/model/local-date.js';
import { formatAmount, parseAmount } from '../../core/model/money.js';
import type { ReservationNight, ReservationRevision, ReservationRoom } from '../../core/model/reservation.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

interface Span {
  /** First night. */
  readonly from: LocalDate;
  /** Departure. */
  readonly to: LocalDate;
  readonly nights: readonly ReservationNight[];
}

/**
 * One line of a reservation as RoomStays: its own dates, and one for each unbroken run of nights ("pmsXchange, reservation
 * delivery": room stays may have different or broken dates). Amounts include taxes; a Rate's ExpireDate is the morning
 * after its night.
 */
export function roomStayElements(room: ReservationRoom, revision: ReservationRevision): XmlElement[] {
  return spansOf(room, revision).map((span) => roomStay(span, room, revision));
}

/** Dates of the reservation where the line has no nights of its own, as in a cancellation. */
function spansOf(
  { nights }: ReservationRoom,
  { check_in_date, check_out_date }: ReservationRevision,
): Span[] {
  if (nights.length === 0) return [{ from: check_in_date, to: check_out_date, nights: [] }];
  const sorted = nights.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return toRanges(sorted.map(({ date }) => date)).map(({ from, to }) => ({
    from,
    to: addDays(to, 1),
    nights: sorted.filter(({ date }) => date >= from && date <= to),
  }));
}

function roomStay(
  { from, to, nights }: Span,
  room: ReservationRoom,
  revision: ReservationRevision,
): XmlElement {
  const { currency } = revision;
  const codes = { RoomTypeCode: room.room_code, RatePlanCode: room.rate_code };
  const rates = nights.map(({ date, amount }) =>
    element(
      'Rate',
      { EffectiveDate: date, ExpireDate: addDays(date, 1), RateTimeUnit: 'Day', UnitMultiplier: 1 },
      element('Base', { AmountAfterTax: amount, CurrencyCode: currency }),
    ),
  );
  const nightly = nights.reduce((sum, night) => sum + parseAmount(night.amount, currency), 0);
  return element(
    'RoomStay',
    {},
    element(
      'RoomTypes',
      {},
      element('RoomType', { RoomTypeCode: room.room_code, NumberOfUnits: room.quantity }),
    ),
    element(
      'RatePlans',
      {},
      element('RatePlan', { RatePlanCode: room.rate_code, EffectiveDate: from, ExpireDate: to }),
    ),
    element(
      'RoomRates',
      {},
      element('RoomRate', { ...codes, NumberOfUnits: room.quantity }, element('Rates', {}, ...rates)),
    ),
    element(
      'GuestCounts',
      { IsPerRoom: 'true' },
      element('GuestCount', { AgeQualifyingCode: 10, Count: room.guests }),
    ),
    element('TimeSpan', { Start: from, End: to }),
    element('Total', {
      AmountAfterTax: formatAmount(nightly * room.quantity, currency),
      CurrencyCode: currency,
    }),
    element('BasicPropertyInfo', { HotelCode: revision.hotel_code }),
    revision.guest === null ? undefined : element('ResGuestRPHs', {}, element('ResGuestRPH', { RPH: 1 })),
  );
}
