import type { ReservationGuest } from '../../../core/model/reservation.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';

/** "OpenTravel, code list PTT": voice. */
const VOICE = 1;

/** ResGuests with the one Customer that a reservation has. */
export function customerElement({ first_name, last_name, phone, email }: ReservationGuest): XmlElement {
  const customer = element(
    'Customer',
    {},
    element('PersonName', {}, element('GivenName', {}, first_name), element('Surname', {}, last_name)),
    phone === undefined ? undefined : element('Telephone', { PhoneTechType: VOICE, PhoneNumber: phone }),
    email === undefined ? undefined : element('Email', {}, email),
  );
  const profile = element('Profiles', {}, element('ProfileInfo', {}, element('Profile', {}, customer)));
  return element('ResGuests', {}, element('ResGuest', {}, profile));
}
