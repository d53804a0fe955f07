import type { IncomingReservation, IncomingRoom } from '../../../core/model/incoming-reservation.js';
import { sumOf } from '../decimal-sum.js';
import { withoutCardNumbers } from '../without-card-numbers.js';
import { attributeOf, childOf, childrenOf, findAll, textOf, type XmlNode } from '../xml-tree.js';
import { readExtras, readTaxes } from './reservation-extras.js';
import { readGuest } from './reservation-guest.js';
import {
  instantOf,
  readAmount,
  readTimeSpan,
  refuseAt,
  type ReservationReading,
  type SidedAmount,
} from './reservation-values.js';
import { hotelsOf, readRoomStay } from './room-stay.js';

/** What the message around a reservation says of it, each contract in its own way. */
export interface ReservationFrame {
  readonly action: IncomingReservation['action'];
  /** As the contract calls it. */
  readonly status: string;
  /** The channel's number of it, and how its absence is to be mended. */
  readonly reference: string | null;
  readonly message_id: string | null;
  /** Of the envelope, where the reservation itself names none. */
  readonly hotel_code: string | null;
  readonly remedy: string;
}

/**
 * A HotelReservation or HotelResModify as OpenTravel writes it: multi-room, broken stays, guests of every age, services, taxes,
 * totals that need not agree. A cancellation may be no more than its number. Cards are seen and left where they are.
 * @returns null after adding a fault
 */
export function readHotelReservation(
  node: XmlNode,
  frame: ReservationFrame,
  reading: ReservationReading,
): IncomingReservation | null {
  const { action, reference } = frame;
  if (reference === null) {
    refuseAt(reading, node, reading.numbers.missing, `The reservation has no number; ${frame.remedy}`);
    return null;
  }
  const hotel_code = oneHotel(node, frame, reading);
  const globalInfo = childOf(node, 'ResGlobalInfo');
  const rooms = action === 'cancel' ? readWhatIsThere(node, reading) : readRooms(node, reading);
  const said =
    readAmount(childOf(globalInfo, 'Total'), reading) ?? readAmount(childOf(node, 'Total'), reading);
  const total = said ?? sumOfRooms(node, rooms, reading);
  const claimed = new Set(rooms.flatMap((room) => room.extras.map((extra) => JSON.stringify(extra))));
  const extras = readExtras(node, reading).all.filter((extra) => !claimed.has(JSON.stringify(extra)));
  return {
    action,
    reference,
    revision: revisionOf(node, action),
    message_id: frame.message_id,
    status: frame.status,
    hotel_code,
    check_in: outermost(
      rooms.map((room) => room.check_in),
      'first',
    ),
    check_out: outermost(
      rooms.map((room) => room.check_out),
      'last',
    ),
    rooms,
    guest: readGuest(node),
    total: total?.amount ?? null,
    currency: currencyOf(total, rooms),
    tax: total?.tax ?? null,
    extras,
    taxes: readTaxes(childOf(globalInfo, 'Total'), reading),
    comments: readComments(node),
    had_card: findAll(node, 'PaymentCard', 'CardNumber').length > 0,
    ...placeOf(node),
  };
}

function placeOf({ place: { at, line } }: XmlNode): { at: string; line?: number } {
  return line === undefined ? { at } : { at, line };
}

function readRooms(node: XmlNode, reading: ReservationReading): IncomingRoom[] {
  const whole = readTimeSpan(childOf(node, 'ResGlobalInfo'), reading) ?? null;
  const extras = readExtras(node, reading);
  const roomStays = childrenOf(node, 'RoomStays', 'RoomStay');
  if (roomStays.length === 0) {
    const text = 'The reservation has no RoomStay; send one for each room, or cancel it';
    refuseAt(reading, node, reading.numbers.missing, text);
  }
  return roomStays.flatMap((roomStay) => readRoomStay(roomStay, { whole, extras }, reading));
}

/** Of a cancellation its number counts: rooms that are not complete any more are no fault. */
function readWhatIsThere(node: XmlNode, reading: ReservationReading): IncomingRoom[] {
  const whole = childOf(node, 'ResGlobalInfo', 'TimeSpan');
  const complete = childrenOf(node, 'RoomStays', 'RoomStay').every(
    (roomStay) => attributeOf(childOf(roomStay, 'TimeSpan') ?? whole, 'Start') !== null,
  );
  const any = childOf(node, 'RoomStays', 'RoomStay') !== undefined;
  return any && complete ? readRooms(node, reading) : [];
}

function oneHotel(
  node: XmlNode,
  { hotel_code }: ReservationFrame,
  reading: ReservationReading,
): string | null {
  const [first, ...others] = hotelsOf(node);
  const other = others.find((code) => code !== first);
  if (first !== undefined && other !== undefined) {
    const text = `Two hotels in one reservation: "${first}" and "${other}"; send one reservation for each`;
    refuseAt(reading, node, reading.numbers.hotel, text);
  }
  return first ?? hotel_code;
}

function sumOfRooms(
  node: XmlNode,
  rooms: readonly IncomingRoom[],
  reading: ReservationReading,
): SidedAmount | null {
  const totals = rooms.flatMap(({ total }) => total ?? []);
  if (totals.length === 0 || totals.length < rooms.length) return null;
  const first = readAmount(childOf(node, 'RoomStays', 'RoomStay', 'Total'), reading);
  const amount = totals.length === 1 ? (totals[0] ?? '0') : sumOf(totals);
  return { amount, tax: first?.tax ?? null, currency: first?.currency ?? null };
}

function currencyOf(total: SidedAmount | null, rooms: readonly IncomingRoom[]): string | null {
  const ofNight = rooms.flatMap((room) => room.nights).find(({ currency }) => currency !== null);
  return total?.currency ?? ofNight?.currency ?? null;
}

/** When it was last changed; that it was created then says nothing about a later state of it. */
function revisionOf(node: XmlNode, action: ReservationFrame['action']): number | null {
  const changed = instantOf(attributeOf(node, 'LastModifyDateTime'));
  if (changed !== null || action !== 'new') return changed;
  return instantOf(attributeOf(node, 'CreateDateTime'));
}

function outermost(dates: readonly string[], which: 'first' | 'last'): string | null {
  const sorted = [...dates].sort();
  return (which === 'first' ? sorted[0] : sorted.at(-1)) ?? null;
}

const REMARKS = ['Comments', 'SpecialRequests'] as const;

function readComments(node: XmlNode): string[] {
  const owners = [...childrenOf(node, 'RoomStays', 'RoomStay'), ...childrenOf(node, 'ResGlobalInfo'), node];
  const remarks = owners.flatMap((owner) =>
    REMARKS.flatMap((list) => childrenOf(owner, list)).flatMap(({ children }) => children),
  );
  const texts = remarks.flatMap(
    (remark) => textOf(remark, 'Text') ?? (remark.text === '' ? [] : [remark.text]),
  );
  return [...new Set(texts.map(withoutCardNumbers))];
}
