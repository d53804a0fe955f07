import { quote, refuse, type Place } from '../shared/opentravel/message-decoder.js';
import type { XmlAttributes } from '../shared/xml-reader.js';
import type { AlpineBitsContext } from './document-decoder.js';
import { AB } from './numbers.js';

/**
 * The one hotel of a message ("AlpineBits, transport": exactly one). HotelName counts where there is no HotelCode, which
 * 2024-10 demands; both match to the letter.
 * @returns null after adding a fault.
 */
export function readHotel(
  attributes: XmlAttributes,
  context: AlpineBitsContext,
  place?: Pick<Place, 'at'>,
): string | null {
  const { HotelCode: code, HotelName: name } = attributes;
  const needsCode = context.variant.requires('2024-10');
  const hotel = code ?? (needsCode ? undefined : name);
  const at = place === undefined ? {} : { place };
  if (hotel === undefined) {
    const what = needsCode ? 'HotelCode is' : 'HotelCode and HotelName are';
    refuse(context, AB.missing, `${what} missing; write your code of the hotel`, at);
    return null;
  }
  if (hotel.trim() === '') {
    refuse(context, AB.invalidHotel, 'HotelCode is empty; write your code of the hotel', at);
    return null;
  }
  if (code !== undefined && hotel !== hotel.trim()) {
    refuse(
      context,
      AB.invalidHotel,
      `HotelCode ${quote(code)} has blanks around it; write it as it was agreed`,
      at,
    );
    return null;
  }
  return hotel;
}
