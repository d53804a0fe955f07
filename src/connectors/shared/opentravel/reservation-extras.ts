import type { IncomingExtra, IncomingTax } from '../../../core/model/incoming-reservation.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlNode } from '../xml-tree.js';
import { wholeNumber } from './message-decoder.js';
import { decimalOf, readAmount, type ReservationReading } from './reservation-values.js';

/** Services sold beside the rooms, by the RPH under which a room stay may claim them. */
export interface Extras {
  readonly forRoom: ReadonlyMap<string, IncomingExtra>;
  readonly all: readonly IncomingExtra[];
}

export function readExtras(reservation: XmlNode, reading: ReservationReading): Extras {
  const forRoom = new Map<string, IncomingExtra>();
  const all = childrenOf(reservation, 'Services', 'Service').map((service) => {
    const extra = readService(service, reading);
    const rph = attributeOf(service, 'ServiceRPH');
    if (rph !== null) forRoom.set(rph, extra);
    return extra;
  });
  return { forRoom, all };
}

/** The services of a room stay: those below it and those that it refers to. */
export function readRoomExtras(
  roomStay: XmlNode,
  { forRoom }: Extras,
  reading: ReservationReading,
): IncomingExtra[] {
  const own = childrenOf(roomStay, 'Services', 'Service').map((service) => readService(service, reading));
  const claimed = childrenOf(roomStay, 'ServiceRPHs', 'ServiceRPH').flatMap((node) => {
    const extra = forRoom.get(attributeOf(node, 'RPH') ?? '');
    return extra === undefined ? [] : [extra];
  });
  return [...own, ...claimed];
}

function readService(service: XmlNode, reading: ReservationReading): IncomingExtra {
  const price = childOf(service, 'Price');
  const cost =
    readAmount(childOf(price, 'Total'), reading) ??
    readAmount(childOf(price, 'Base'), reading) ??
    readAmount(childOf(service, 'ServiceDetails', 'Fees', 'Fee'), reading);
  const name =
    textOf(price, 'RateDescription', 'Text') ??
    textOf(service, 'ServiceDetails', 'ServiceDescription', 'Text') ??
    attributeOf(childOf(service, 'ServiceDetails', 'ServiceDescription'), 'Name') ??
    textOf(service, 'ServiceDetails', 'Comments', 'Comment', 'Text') ??
    attributeOf(service, 'ServiceCategoryCode');
  return {
    code: attributeOf(service, 'ServiceInventoryCode', 'ServiceCode', 'ID'),
    name,
    quantity: wholeNumber(attributeOf(service, 'Quantity') ?? '1') ?? 1,
    amount: cost?.amount ?? null,
    currency: cost?.currency ?? null,
  };
}

/** The taxes of a Total; a sum without its parts counts as one. */
export function readTaxes(total: XmlNode | undefined, reading: ReservationReading): IncomingTax[] {
  const taxes = childOf(total, 'Taxes');
  if (taxes === undefined) return [];
  const parts = childrenOf(taxes, 'Tax').map((tax) => readTax(tax, reading));
  if (parts.length > 0) return parts;
  const sum = readAmount(taxes, reading);
  return sum === null ? [] : [{ code: null, name: null, amount: sum.amount, percent: null, included: null }];
}

function readTax(tax: XmlNode, reading: ReservationReading): IncomingTax {
  const type = attributeOf(tax, 'Type');
  return {
    code: attributeOf(tax, 'Code'),
    name: textOf(tax, 'TaxDescription', 'Text') ?? attributeOf(childOf(tax, 'TaxDescription'), 'Name'),
    amount: readAmount(tax, reading)?.amount ?? null,
    percent: decimalOf(attributeOf(tax, 'Percent') ?? ''),
    included: type === 'Inclusive' ? true : type === 'Exclusive' ? false : null,
  };
}
