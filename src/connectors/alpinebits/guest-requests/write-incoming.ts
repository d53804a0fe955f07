import type { DecodedContent } from '../../../core/model/connector.js';
import type { IncomingReservation, IncomingRoom } from '../../../core/model/incoming-reservation.js';
import { addDays } from '../../../core/model/local-date.js';
import { mealsIncludedElement } from '../../shared/opentravel/write-details.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { OTA_ROOT } from '../ota-root.js';
import { CANCELLATION, RESERVATION } from './unique-id.js';
import { customerElement } from './write-customer.js';

/** OTA_HotelResNotifRQ from decoded reservations. */
export function writeResNotif(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'reservations') return null;
  return element(
    'OTA_HotelResNotifRQ',
    { ...OTA_ROOT, Version: '1.000' },
    element('HotelReservations', {}, ...content.reservations.map(incomingElement)),
  );
}

function incomingElement(reservation: IncomingReservation): XmlElement {
  const { action, revision, rooms, guest } = reservation;
  const changed = revision === null ? undefined : new Date(revision).toISOString();
  return element(
    'HotelReservation',
    {
      CreateDateTime: changed,
      LastModifyDateTime: changed,
      ResStatus: reservation.status,
    },
    element('UniqueID', {
      Type: action === 'cancel' ? CANCELLATION : RESERVATION,
      ID: reservation.reference,
    }),
    rooms.length === 0
      ? undefined
      : element('RoomStays', {}, ...rooms.map((room) => roomElement(room, reservation))),
    guest === null ? undefined : customerElement(guest),
    globalInfo(reservation),
  );
}

function roomElement(room: IncomingRoom, reservation: IncomingReservation): XmlElement {
  const { room_code, rate_code, guests, total } = room;
  const currency = reservation.currency ?? undefined;
  return element(
    'RoomStay',
    {},
    room_code === null
      ? undefined
      : element('RoomTypes', {}, element('RoomType', { RoomTypeCode: room_code })),
    rate_code === null
      ? undefined
      : element(
          'RatePlans',
          {},
          element('RatePlan', { RatePlanCode: rate_code }, mealsIncludedElement(room.meal_plan)),
        ),
    roomRates(room),
    guests.length === 0
      ? undefined
      : element(
          'GuestCounts',
          {},
          ...guests.map(({ count, age }) => element('GuestCount', { Count: count, Age: age ?? undefined })),
        ),
    timeSpan(room),
    // A card is told of, never told.
    reservation.had_card ? guarantee() : undefined,
    total === null ? undefined : element('Total', { AmountAfterTax: total, CurrencyCode: currency }),
  );
}

function roomRates({ nights }: IncomingRoom): XmlElement | undefined {
  if (nights.length === 0) return undefined;
  const rates = nights.map(({ date, amount, currency }) =>
    element(
      'Rate',
      { EffectiveDate: date, ExpireDate: addDays(date, 1), RateTimeUnit: 'Day', UnitMultiplier: 1 },
      element('Base', { AmountAfterTax: amount, CurrencyCode: currency ?? undefined }),
    ),
  );
  return element('RoomRates', {}, element('RoomRate', {}, element('Rates', {}, ...rates)));
}

function timeSpan({ window, check_in, check_out }: IncomingRoom): XmlElement {
  if (window === undefined) return element('TimeSpan', { Start: check_in, End: check_out });
  const { earliest, latest, nights } = window;
  return element(
    'TimeSpan',
    { Duration: nights === null ? undefined : `P${nights}D` },
    element('StartDateWindow', { EarliestDate: earliest, LatestDate: latest }),
  );
}

function guarantee(): XmlElement {
  const card = element('GuaranteeAccepted', {}, element('PaymentCard'));
  return element('Guarantee', {}, element('GuaranteesAccepted', {}, card));
}

function globalInfo({ hotel_code, comments }: IncomingReservation): XmlElement | undefined {
  if (hotel_code === null && comments.length === 0) return undefined;
  const texts = comments.map((comment) => element('Comment', {}, element('Text', {}, comment)));
  return element(
    'ResGlobalInfo',
    {},
    texts.length === 0 ? undefined : element('Comments', {}, ...texts),
    hotel_code === null ? undefined : element('BasicPropertyInfo', { HotelCode: hotel_code }),
  );
}
