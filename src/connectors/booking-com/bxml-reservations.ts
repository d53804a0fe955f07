import type { DecodedContent } from '../../core/model/connector.js';
import type { IncomingReservation, IncomingRoom } from '../../core/model/incoming-reservation.js';
import type { ReservationGuest } from '../../core/model/reservation.js';
import type { FaultList } from '../shared/fault-list.js';
import { decimalOf } from '../shared/opentravel/reservation-values.js';
import { withoutCardNumbers } from '../shared/without-card-numbers.js';
import { childOf, childrenOf, findAll, textOf, type XmlNode } from '../shared/xml-tree.js';
import { readExtras, readRoom, readTaxes } from './bxml-room.js';

type Action = IncomingReservation['action'];

/** "B.XML, reservations": what status says. */
const ACTIONS = new Map<string, Action>([
  ['new', 'new'],
  ['modified', 'modify'],
  ['upgraded', 'modify'],
  ['cancelled', 'cancel'],
  ['canceled', 'cancel'],
]);
const CARD = /^(?:cc|dc)_/;

/** The queue of B.XML. Pulling is taking ("no ack"), so what can be read of it is taken whatever stands beside. */
export function readBxmlReservations(root: XmlNode, faults: FaultList): DecodedContent | null {
  const reservations = childrenOf(root, 'reservation').flatMap((node) => {
    const before = faults.count;
    const reservation = readReservation(node, faults);
    return reservation === null || faults.count > before ? [] : [reservation];
  });
  return reservations.length === 0 && !faults.isEmpty ? null : { kind: 'reservations', reservations };
}

function readReservation(node: XmlNode, faults: FaultList): IncomingReservation | null {
  const reference = textOf(node, 'id');
  const status = textOf(node, 'status') ?? 'new';
  const action = ACTIONS.get(status.toLowerCase());
  if (reference === null) add(faults, node, 'id is missing; it is the number of the reservation');
  else if (action === undefined)
    add(faults, node, `status "${status.slice(0, 40)}" is not known; new, modified and cancelled are`);
  else return toReservation(node, { reference, status, action }, faults);
  return null;
}

function toReservation(
  node: XmlNode,
  {
    reference,
    status,
    action,
  }: { readonly reference: string; readonly status: string; readonly action: Action },
  faults: FaultList,
): IncomingReservation | null {
  const nodes = [...childrenOf(node, 'room'), ...childrenOf(node, 'rooms', 'room')];
  const currency = textOf(node, 'currencycode');
  // Of a cancellation its number counts: rooms that are not complete any more are no fault.
  const complete = nodes.filter((room) => action !== 'cancel' || textOf(room, 'arrival_date') !== null);
  const rooms = complete.flatMap((room) => readRoom(room, currency, faults) ?? []);
  if (nodes.length === 0 && action !== 'cancel') {
    add(faults, node, 'The reservation has no room; send one for each, or cancel it');
    return null;
  }
  const dates = (field: 'check_in' | 'check_out'): string[] => rooms.map((room) => room[field]).sort();
  return {
    action,
    reference,
    revision: null,
    message_id: null,
    status,
    hotel_code: textOf(node, 'hotel_id'),
    check_in: dates('check_in')[0] ?? null,
    check_out: dates('check_out').at(-1) ?? null,
    rooms,
    guest: readGuest(childOf(node, 'customer')),
    total: decimalOf(textOf(node, 'totalprice') ?? ''),
    currency: currency ?? firstCurrency(rooms),
    // Whether prices include taxes is a setting of the property.
    tax: null,
    extras: readExtras(node, currency),
    taxes: readTaxes(node),
    comments: readComments(node),
    had_card: findAll(node, 'customer').some((customer) =>
      customer.children.some(({ name, text }) => CARD.test(name) && text !== ''),
    ),
    ...placeOf(node),
  };
}

function firstCurrency(rooms: readonly IncomingRoom[]): string | null {
  return rooms.flatMap(({ nights }) => nights).find(({ currency }) => currency !== null)?.currency ?? null;
}

function placeOf({ place: { at, line } }: XmlNode): { at: string; line?: number } {
  return line === undefined ? { at } : { at, line };
}

function readGuest(customer: XmlNode | undefined): ReservationGuest | null {
  const first_name = textOf(customer, 'first_name') ?? '';
  const last_name = textOf(customer, 'last_name') ?? '';
  if (first_name === '' && last_name === '') return null;
  const email = textOf(customer, 'email');
  const phone = textOf(customer, 'telephone');
  return {
    first_name,
    last_name,
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
  };
}

function readComments(node: XmlNode): string[] {
  const remarks = findAll(node, 'remarks', 'customer_remarks').map(({ text }) => text);
  return [...new Set(remarks.filter((text) => text !== '').map(withoutCardNumbers))];
}

function add(faults: FaultList, { place }: XmlNode, message: string): void {
  faults.add({ code: 'VALIDATION', message, place });
}
