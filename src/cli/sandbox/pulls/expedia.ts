import {
  attributeOf,
  childOf,
  childrenOf,
  readXmlAnswer,
  type XmlNode,
} from '../../../connectors/shared/xml-tree.js';
import { element, writeXml, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { StoredBooking } from '../bookings.js';
import { PullQueue } from '../pull-queue.js';
import { xmlReply, type WireCall, type WireReply } from '../wire-call.js';
import { acknowledge, served, type PullDeps, type PullProtocol } from './pull-protocol.js';

const RETRIEVAL = 'http://www.expediaconnect.com/EQC/BR/2014/01';
const CONFIRM = 'http://www.expediaconnect.com/EQC/BC/2007/09';
/** "Expedia, BR": at most so many bookings in one answer. */
const MOST_BOOKINGS = 125;
const TYPES = { new: 'Book', modify: 'Modify', cancel: 'Cancel' } as const;

/** "Expedia, BR and BC": pending transactions on request, taken out by a confirmation number for each. */
export function createExpediaPull(deps: PullDeps): PullProtocol {
  const queue = new PullQueue(false);
  return {
    add: (booking) => queue.add(booking),
    serve(call) {
      const root = rootOf(call);
      if (root?.name === 'BookingRetrievalRQ') return retrieve(deps, queue, root);
      return root?.name === 'BookingConfirmRQ' ? confirm(deps, queue, root) : null;
    },
  };
}

/** Updates of a year are not put into a tree for nothing. */
function rootOf({ body }: WireCall): XmlNode | null {
  const asks = body.includes('BookingRetrievalRQ') || body.includes('BookingConfirmRQ');
  return asks ? readXmlAnswer(body.toString('utf8')) : null;
}

function retrieve(deps: PullDeps, queue: PullQueue, root: XmlNode): WireReply {
  const hotel_code = attributeOf(childOf(root, 'Hotel'), 'id');
  let left = MOST_BOOKINGS;
  const waiting = queue.fetch(
    ({ booking }) => (hotel_code === null || booking.hotel_code === hotel_code) && left-- > 0,
  );
  const bookings = served(deps, waiting).map(({ booking }) => bookingElement(booking));
  const answer = element('BookingRetrievalRS', { xmlns: RETRIEVAL }, element('Bookings', {}, ...bookings));
  return xmlReply(200, writeXml(answer), { message: root.name, hotel_code });
}

function confirm(deps: PullDeps, queue: PullQueue, root: XmlNode): WireReply {
  for (const node of childrenOf(root, 'BookingConfirmNumbers', 'BookingConfirmNumber')) {
    const reference = attributeOf(node, 'bookingID');
    if (reference !== null)
      acknowledge(deps, queue, { reference, our_number: attributeOf(node, 'confirmNumber') });
  }
  const answer = element('BookingConfirmRS', { xmlns: CONFIRM }, element('Success'));
  const hotel_code = attributeOf(childOf(root, 'Hotel'), 'id');
  return xmlReply(200, writeXml(answer), { message: root.name, hotel_code });
}

function bookingElement(booking: StoredBooking): XmlElement {
  const { action, reference, hotel_code, changed_at, our_number, guest } = booking;
  const name =
    guest === null
      ? undefined
      : element(
          'PrimaryGuest',
          {},
          element('Name', { givenName: guest.first_name, surname: guest.last_name }),
        );
  return element(
    'Booking',
    {
      id: reference,
      type: TYPES[action],
      createDateTime: changed_at,
      source: 'Expedia',
      status: 'pending',
      confirmNumber: our_number ?? undefined,
    },
    element('Hotel', { id: hotel_code }),
    action === 'cancel' ? undefined : roomStay(booking),
    action === 'cancel' ? undefined : name,
  );
}

function roomStay(booking: StoredBooking): XmlElement {
  const currency = booking.currency ?? undefined;
  const rates = booking.nights.map(({ date, amount }) =>
    element('PerDayRate', { stayDate: date, baseRate: amount }),
  );
  return element(
    'RoomStay',
    { roomTypeID: booking.room_code ?? undefined, ratePlanID: booking.rate_code ?? undefined },
    element('StayDate', { arrival: booking.check_in, departure: booking.check_out }),
    element('GuestCount', { adult: booking.guests }),
    element('PerDayRates', { currency }, ...rates),
    element('Total', { amountAfterTaxes: booking.amount ?? undefined, currency }),
  );
}
