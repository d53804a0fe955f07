import { element, type XmlElement } from '../../shared/xml-writer.js';

/** What is known of a hotel, for a pull of the action Info. A type, not an interface: it is JSON. */
export type KnownHotel = {
  readonly hotel_code: string;
  readonly name: string;
  readonly city: string;
  /** Of ISO 3166, two letters. */
  readonly country: string;
  /** Decimal text. */
  readonly latitude: string | null;
  readonly longitude: string | null;
};

/** "Hotel direct contact" of the code list CON. */
const DIRECT_CONTACT = 6;

export function writeHotel(hotel: KnownHotel): XmlElement {
  const { latitude, longitude } = hotel;
  const isPlaced = latitude !== null && longitude !== null;
  const position = isPlaced ? element('Position', { Latitude: latitude, Longitude: longitude }) : undefined;
  const address = element(
    'Address',
    { Language: 'en' },
    element('CityName', {}, hotel.city),
    element('CountryName', { Code: hotel.country }),
  );
  const contact = element('ContactInfo', { Location: DIRECT_CONTACT }, element('Addresses', {}, address));
  return element(
    'HotelDescriptiveContent',
    { HotelCode: hotel.hotel_code, HotelName: hotel.name },
    position === undefined ? undefined : element('HotelInfo', {}, position),
    element('ContactInfos', {}, contact),
  );
}
