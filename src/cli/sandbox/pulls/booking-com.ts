import { OTA_NAMESPACE } from '../../../connectors/shared/opentravel/soap-answer.js';
import {
  attributeOf,
  childrenOf,
  findAll,
  readXmlAnswer,
  type XmlNode,
} from '../../../connectors/shared/xml-tree.js';
import { element, writeXml, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { StoredBooking } from '../bookings.js';
import { PullQueue, type Waiting } from '../pull-queue.js';
import { guestCounts, minorUnits, productElements, resGuests } from '../reservations/ota-elements.js';
import { xmlReply, type WireCall, type WireReply } from '../wire-call.js';
import { bxmlReservations } from './booking-com-bxml.js';
import { acknowledge, served, type PullDeps, type PullProtocol } from './pull-protocol.js';

/** Below whatever path the base URL has. */
const FRESH = /\/OTA_HotelResNotif\/?$/;
const CHANGED = /\/OTA_HotelResModifyNotif\/?$/;
const BXML = /\/hotels\/xml\/reservations\/?$/;

/**
 * "Booking.com, bookings: no push": GET gives the new ones, another GET the changed and cancelled ones, a POST of the matching RS to
 * the same address acknowledges. B.XML has no acknowledgement: pulling is taking.
 */
export function createBookingComPull(deps: PullDeps): PullProtocol {
  const queue = new PullQueue(true);
  const isFresh = ({ booking, fresh }: Waiting): boolean => fresh && booking.action !== 'cancel';
  return {
    add: (booking) => queue.add(booking),
    serve(call) {
      if (BXML.test(call.path) && call.method === 'POST') return serveBxml(deps, queue);
      const modifies = CHANGED.test(call.path);
      if (!modifies && !FRESH.test(call.path)) return null;
      if (call.method === 'POST') return takeAnswer(deps, queue, call);
      if (call.method !== 'GET') return null;
      const waiting = queue.fetch((each) => isFresh(each) !== modifies);
      const message = modifies ? 'OTA_HotelResModifyNotif' : 'OTA_HotelResNotif';
      return xmlReply(200, writeXml(listOf(served(deps, waiting), modifies, deps.now())), {
        message,
        hotel_code: null,
      });
    },
  };
}

function serveBxml(deps: PullDeps, queue: PullQueue): WireReply {
  const waiting = served(
    deps,
    queue.fetch(() => true),
  );
  for (const { booking } of waiting)
    acknowledge(deps, queue, { reference: booking.reference, our_number: null });
  return xmlReply(200, writeXml(bxmlReservations(waiting)), { message: 'reservations', hotel_code: null });
}

function takeAnswer(deps: PullDeps, queue: PullQueue, call: WireCall): WireReply {
  const root = readXmlAnswer(call.body.toString('utf8'));
  const about = { message: root?.name ?? null, hotel_code: null };
  if (root === null || !/^OTA_HotelRes(Modify)?NotifRS$/.test(root.name)) {
    const error = element('error', { code: 'INVALID_XML' }, 'Send OTA_HotelResNotifRS');
    return xmlReply(400, writeXml(element('errors', {}, error)), about);
  }
  for (const node of findAll(root, 'HotelReservation', 'HotelResModify')) {
    const reference = idOf(node, '14');
    if (reference !== null) acknowledge(deps, queue, { reference, our_number: idOf(node, '10') });
  }
  for (const error of childrenOf(root, 'Errors', 'Error')) noteRefusal(deps, error);
  return xmlReply(200, writeXml(element('ok')), about);
}

function idOf(node: XmlNode, type: string): string | null {
  const ids = childrenOf(node, 'ResGlobalInfo', 'HotelReservationIDs', 'HotelReservationID');
  return attributeOf(
    ids.find((id) => attributeOf(id, 'ResID_Type') === type),
    'ResID_Value',
  );
}

/** What is answered with an error stays in the queue. */
function noteRefusal({ book }: PullDeps, error: XmlNode): void {
  const booking = book.findByReference(attributeOf(error, 'RecordID') ?? '');
  const said = attributeOf(error, 'ShortText') ?? error.text;
  if (booking !== undefined) book.note(booking, { error: said });
}

function listOf(waiting: readonly Waiting[], modifies: boolean, now: string): XmlElement {
  const [root, list, item] = modifies
    ? ['OTA_HotelResModifyNotifRQ', 'HotelResModifies', 'HotelResModify']
    : ['OTA_HotelResNotifRQ', 'HotelReservations', 'HotelReservation'];
  const items = waiting.map(({ booking }) => reservationElement(item, booking));
  return element(
    root,
    { xmlns: OTA_NAMESPACE, TimeStamp: now, Target: 'Production', Version: '2.001' },
    element(list, {}, ...items),
  );
}

function reservationElement(name: string, booking: StoredBooking): XmlElement {
  const { action, reference, created_at, changed_at, hotel_code } = booking;
  const id = element('HotelReservationID', {
    ResID_Type: 14,
    ResID_Value: reference,
    ResID_Source: 'BOOKING.COM',
    ResID_Date: created_at,
  });
  return element(
    name,
    {
      ResStatus: action === 'cancel' ? 'Cancelled' : undefined,
      CreateDateTime: created_at,
      LastModifyDateTime: changed_at,
    },
    action === 'cancel' ? undefined : element('RoomStays', {}, roomStay(booking)),
    resGuests(booking),
    element(
      'ResGlobalInfo',
      {},
      action === 'cancel' ? undefined : totalOf(booking.amount, booking),
      element('HotelReservationIDs', {}, id),
      element('BasicPropertyInfo', { HotelCode: hotel_code }),
    ),
  );
}

/** Amounts are whole numbers of the smallest unit, with their places beside them. */
function totalOf(
  amount: string | null,
  { currency }: Pick<StoredBooking, 'currency'>,
): XmlElement | undefined {
  if (amount === null) return undefined;
  const units = minorUnits(amount, currency);
  const places = minorUnits('1', currency).length - 1;
  return element('Total', {
    AmountAfterTax: units,
    CurrencyCode: currency ?? undefined,
    DecimalPlaces: places,
  });
}

function roomStay(booking: StoredBooking): XmlElement {
  const rates = booking.nights.map(({ date, amount }) =>
    element(
      'RoomRate',
      { EffectiveDate: date, RatePlanCode: booking.rate_code ?? undefined },
      element('Rates', {}, element('Rate', {}, totalOf(amount, booking))),
    ),
  );
  return element(
    'RoomStay',
    { IndexNumber: 1 },
    ...productElements(booking),
    element('RoomRates', {}, ...rates),
    guestCounts(booking),
    totalOf(booking.amount, booking),
    element('BasicPropertyInfo', { HotelCode: booking.hotel_code }),
  );
}
