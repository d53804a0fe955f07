import { currencyExponent } from '../../../core/model/money.js';
import { element, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { StoredBooking } from '../bookings.js';

/** Adults, code list AQC. */
const ADULT = 10;

/** ResGuests with the one guest that is known. */
export function resGuests({ guest }: StoredBooking): XmlElement | undefined {
  if (guest === null) return undefined;
  const name = element(
    'PersonName',
    {},
    element('GivenName', {}, guest.first_name),
    element('Surname', {}, guest.last_name),
  );
  const profile = element('Profile', { ProfileType: 1 }, element('Customer', {}, name));
  const profiles = element('Profiles', {}, element('ProfileInfo', {}, profile));
  return element(
    'ResGuests',
    {},
    element('ResGuest', { ResGuestRPH: 1, AgeQualifyingCode: ADULT }, profiles),
  );
}

export function guestCounts({ guests }: StoredBooking): XmlElement {
  const count = element('GuestCount', { AgeQualifyingCode: ADULT, Count: guests });
  return element('GuestCounts', { IsPerRoom: 'true' }, count);
}

/** RoomTypes and RatePlans with the codes that are sold. */
export function productElements({ room_code, rate_code }: StoredBooking): XmlElement[] {
  return [
    element('RoomTypes', {}, element('RoomType', { RoomTypeCode: room_code ?? undefined, NumberOfUnits: 1 })),
    element('RatePlans', {}, element('RatePlan', { RatePlanCode: rate_code ?? undefined })),
  ];
}

/** A whole number of the currency's smallest unit: "100.5" EUR is 10050. */
export function minorUnits(amount: string, currency: string | null): string {
  const places = currencyExponent(currency ?? 'EUR');
  const [whole = '0', fraction = ''] = amount.split('.');
  return String(BigInt(whole + fraction.padEnd(places, '0').slice(0, places)));
}
