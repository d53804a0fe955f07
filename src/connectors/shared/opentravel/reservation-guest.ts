import type { ReservationGuest } from '../../../core/model/reservation.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlNode } from '../xml-tree.js';

const CUSTOMER = ['Profiles', 'ProfileInfo', 'Profile', 'Customer'] as const;

/** The guest in whose name it is: the primary one, else the first with a name, else who booked it. Null without a name. */
export function readGuest(reservation: XmlNode): ReservationGuest | null {
  const guests = childrenOf(reservation, 'ResGuests', 'ResGuest');
  const primary = guests.filter((guest) =>
    ['1', 'true'].includes(attributeOf(guest, 'PrimaryIndicator') ?? ''),
  );
  const customers = [...primary, ...guests, ...childrenOf(reservation, 'ResGlobalInfo')].flatMap((owner) =>
    childrenOf(owner, ...CUSTOMER),
  );
  const named = customers.find((customer) => nameOf(customer) !== null);
  return named === undefined ? null : toGuest(named, customers);
}

function nameOf(customer: XmlNode): { first_name: string; last_name: string } | null {
  const name = childOf(customer, 'PersonName');
  const first_name = textOf(name, 'GivenName') ?? '';
  const last_name = textOf(name, 'Surname') ?? '';
  return first_name === '' && last_name === '' ? null : { first_name, last_name };
}

/** Address and number of somebody else of the same reservation are better than none. */
function toGuest(customer: XmlNode, others: readonly XmlNode[]): ReservationGuest {
  const email = [customer, ...others].map((each) => textOf(each, 'Email')).find((text) => text !== null);
  const phone = [customer, ...others].map(phoneOf).find((number) => number !== null);
  return {
    ...(nameOf(customer) ?? { first_name: '', last_name: '' }),
    ...(email === undefined || email === null ? {} : { email }),
    ...(phone === undefined || phone === null ? {} : { phone }),
  };
}

/** "+1 321 3331112" from its parts, or the number as it is. */
export function phoneOf(customer: XmlNode): string | null {
  const node = childrenOf(customer, 'Telephone').find((phone) => attributeOf(phone, 'PhoneNumber') !== null);
  const number = attributeOf(node, 'PhoneNumber');
  if (number === null) return null;
  const country = attributeOf(node, 'CountryAccessCode');
  const parts = [
    country === null ? null : `+${country.replace(/^\+/, '')}`,
    attributeOf(node, 'AreaCityCode'),
    number,
  ];
  return parts.filter((part) => part !== null).join(' ');
}
