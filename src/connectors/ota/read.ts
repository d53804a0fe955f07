import type { XmlAttributes } from '../shared/xml-reader.js';
import {
  isPointOfSale,
  quote,
  refuse,
  type CreateMessageDecoder,
  type OtaContext,
} from '../shared/opentravel/message-decoder.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';

/**
 * OTA_ReadRQ: the reservations that were not acknowledged yet. A central PMS leaves HotelCode out and gets those of all
 * its hotels ("pmsXchange, reservation pull").
 */
export const createRead: CreateMessageDecoder = (context) => {
  let hotelCode: string | null = null;
  return {
    open(name, attributes) {
      switch (name) {
        case 'HotelReadRequest':
          hotelCode = readHotel(hotelCode, attributes, context);
          return true;
        case 'SelectionCriteria':
          readCriteria(attributes, context);
          return true;
        case 'ReadRequest':
        case 'GlobalReservationReadRequest':
        case 'ProfileReadRequest':
          refuse(context, OTA.unable, `${name} is not supported; send HotelReadRequest`, {
            code: 'UNSUPPORTED_UPDATE',
          });
          return true;
        default:
          return name === 'ReadRequests' || isPointOfSale(name);
      }
    },
    close() {
      return;
    },
    finish: () => ({ kind: 'read', hotel_code: hotelCode }),
  };
};

function readHotel(
  before: string | null,
  { HotelCode: code }: XmlAttributes,
  context: OtaContext,
): string | null {
  if (code === undefined) return before;
  if (code.trim() === '') {
    refuse(
      context,
      OTA.invalidHotel,
      'HotelCode is empty; write your code of the hotel, or leave it out for all',
    );
  } else if (before !== null && before !== code) {
    refuse(
      context,
      OTA.invalidHotel,
      `Two hotels in one request: ${quote(before)} and ${quote(code)}; send one each`,
    );
  }
  return code;
}

/** Only the undelivered are served: answering another question with them would hide reservations. */
function readCriteria(attributes: XmlAttributes, context: OtaContext): void {
  const { SelectionType: type, Start: start, End: end } = attributes;
  if (type !== undefined && type !== 'Undelivered') {
    refuse(context, OTA.invalidValue, `SelectionType ${quote(type)} is not supported; send Undelivered`);
  }
  if (start !== undefined || end !== undefined) {
    refuse(
      context,
      OTA.unable,
      'Reading by date is not supported; leave Start and End out to get the undelivered',
      {
        code: 'UNSUPPORTED_UPDATE',
      },
    );
  }
}
