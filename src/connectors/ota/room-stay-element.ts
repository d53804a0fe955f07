import { addDays, toRanges, type LocalDate } from '../../core/model/local-date.js';
import { formatAmount, parseAmount } from '../../core/model/money.js';
import type { ReservationNight, ReservationRevision, ReservationRoom } from '../../core/model/reservation.js';
import {
  guestCountsElement,
  mealsIncludedElement,
  taxesElement,
} from '../shared/opentravel/write-details.js';
import type { DescribedRoom } from '../shared/single-rooms.js';
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
export function roomStayElements(
  room: DescribedRoom,
  revision: ReservationRevision,
  services: readonly number[],
): XmlElement[] {
  // Taxes and extras of a room are said once, however often its nights are broken.
  return spansOf(room, revision).map((span, index) =>
    index === 0
      ? roomStay(span, room, { revision, services })
      : roomStay(span, { ...room, detail: withoutCharges(room.detail) }, { revision, services: [] }),
  );
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

function withoutCharges(detail: DescribedRoom['detail']): DescribedRoom['detail'] {
  return detail === null ? null : { ...detail, taxes: [], extras: [] };
}

interface Around {
  readonly revision: ReservationRevision;
  /** ServiceRPH of the room's extras. */
  readonly services: readonly number[];
}

function roomStay(
  { from, to, nights }: Span,
  room: DescribedRoom,
  { revision, services }: Around,
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
      element(
        'RatePlan',
        { RatePlanCode: room.rate_code, EffectiveDate: from, ExpireDate: to },
        mealsIncludedElement(room.meal_plan),
      ),
    ),
    element(
      'RoomRates',
      {},
      element('RoomRate', { ...codes, NumberOfUnits: room.quantity }, element('Rates', {}, ...rates)),
    ),
    guestCountsElement(room),
    element('TimeSpan', { Start: from, End: to }),
    element(
      'Total',
      { AmountAfterTax: formatAmount(nightly * room.quantity, currency), CurrencyCode: currency },
      taxesElement(room.detail?.taxes ?? [], currency),
    ),
    element('BasicPropertyInfo', { HotelCode: revision.hotel_code }),
    revision.guest === null ? undefined : element('ResGuestRPHs', {}, element('ResGuestRPH', { RPH: 1 })),
    services.length === 0
      ? undefined
      : element('ServiceRPHs', {}, ...services.map((rph) => element('ServiceRPH', { RPH: rph }))),
  );
}
