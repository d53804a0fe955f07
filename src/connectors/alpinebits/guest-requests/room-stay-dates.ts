import type { IncomingRoom } from '../../../core/model/incoming-reservation.js';
import { addDays, daysBetween } from '../../../core/model/local-date.js';
import { parseDays } from '../../shared/opentravel/duration.js';
import { refuse } from '../../shared/opentravel/message-decoder.js';
import { dateOf } from '../../shared/opentravel/reservation-values.js';
import { attributeOf, childOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';

export interface RoomStayDates {
  readonly window: NonNullable<IncomingRoom['window']> | null;
}

/**
 * A request may name a period in which its nights lie (StartDateWindow and Duration) instead of Start and End: the first
 * stay that fits stands for it, the period is told beside. RoomStays with nothing but dates are alternatives of the
 * first one.
 * @returns the reservation with dates on every room stay; null after adding a fault.
 */
export function withDates(
  node: XmlNode,
  context: AlpineBitsContext,
): { readonly node: XmlNode; readonly dates: readonly RoomStayDates[] } | null {
  const dates: RoomStayDates[] = [];
  let faulty = false;
  const children = node.children.map((child) => {
    if (child.name !== 'RoomStays') return child;
    const roomStays = child.children.map((roomStay) => {
      const read = datedRoomStay(roomStay, context);
      if (read === null) faulty = true;
      dates.push({ window: read?.window ?? null });
      return read?.node ?? roomStay;
    });
    return { ...child, children: roomStays };
  });
  return faulty ? null : { node: { ...node, children }, dates };
}

function datedRoomStay(
  roomStay: XmlNode,
  context: AlpineBitsContext,
): { readonly node: XmlNode; readonly window: RoomStayDates['window'] } | null {
  const span = childOf(roomStay, 'TimeSpan');
  const startWindow = childOf(span, 'StartDateWindow');
  if (span === undefined || startWindow === undefined) return { node: roomStay, window: null };
  const window = readWindow(span, startWindow, context);
  if (window === null) return null;
  const { earliest, latest, nights } = window;
  const end = nights === null ? latest : addDays(earliest, nights);
  const dated = { ...span, attributes: { Start: earliest, End: end }, children: [] };
  const children = roomStay.children.map((child) => (child === span ? dated : child));
  return { node: { ...roomStay, children }, window };
}

function readWindow(
  span: XmlNode,
  node: XmlNode,
  context: AlpineBitsContext,
): NonNullable<IncomingRoom['window']> | null {
  const earliest = dateOf(attributeOf(node, 'EarliestDate'));
  const latest = dateOf(attributeOf(node, 'LatestDate'));
  const { place } = node;
  if (earliest === null || latest === null) {
    refuse(context, AB.invalidRange, 'StartDateWindow needs EarliestDate and LatestDate as YYYY-MM-DD', {
      place,
    });
    return null;
  }
  if (daysBetween(earliest, latest) < 1) {
    refuse(context, AB.invalidRange, `LatestDate ${latest} is not after EarliestDate ${earliest}`, { place });
    return null;
  }
  const duration = attributeOf(span, 'Duration');
  const nights = duration === null ? null : parseDays(duration);
  const wrong = duration !== null && (nights === null || !Number.isInteger(nights) || nights < 1);
  if (wrong) {
    refuse(context, AB.invalidRange, 'Duration is not a number of nights such as P7N', { place: span.place });
    return null;
  }
  return { earliest, latest, nights };
}
