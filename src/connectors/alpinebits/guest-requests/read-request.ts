import type { DecodedContent } from '../../../core/model/connector.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { instantOf } from '../../shared/opentravel/reservation-values.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { CreateDocumentDecoder } from '../document-decoder.js';
import { readHotel } from '../hotel-identity.js';
import { AB } from '../numbers.js';
import { OTA_ROOT } from '../ota-root.js';

/**
 * OTA_ReadRQ: what was not acknowledged yet; with SelectionCriteria Start everything since then, acknowledged or not
 * ("AlpineBits, GuestRequests").
 */
export const createReadRequest: CreateDocumentDecoder = (context) => {
  let hotel: string | null = null;
  let seen = false;
  let since: string | undefined;
  return {
    open(name, attributes) {
      if (name === 'HotelReadRequest') {
        if (seen) refuse(context, AB.unsupported, 'A second HotelReadRequest; send one message per hotel');
        seen = true;
        hotel = readHotel(attributes, context);
      } else if (name === 'SelectionCriteria') {
        const start = attributes['Start'];
        const instant = instantOf(start ?? null);
        if (instant !== null) since = new Date(instant).toISOString();
        else if (start !== undefined)
          refuse(context, AB.invalidRange, `Start ${quote(start)} is not a time; write it with its offset`);
      } else return name === 'ReadRequests';
      return true;
    },
    close: () => undefined,
    finish() {
      if (!seen) refuse(context, AB.missing, 'HotelReadRequest is missing; name the hotel in one');
      if (hotel === null) return null;
      return { kind: 'read', hotel_code: hotel, serial: true, ...(since === undefined ? {} : { since }) };
    },
  };
};

export function writeReadRequest(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'read' || content.hotel_code === null) return null;
  const { hotel_code, since } = content;
  const criteria = since === undefined ? undefined : element('SelectionCriteria', { Start: since });
  return element(
    'OTA_ReadRQ',
    { ...OTA_ROOT, Version: '1.001' },
    element('ReadRequests', {}, element('HotelReadRequest', { HotelCode: hotel_code }, criteria)),
  );
}
