import type { ChannelSettings, ReservationPull, WireRequest } from '../../core/model/channel-codec.js';
import { XML_CONTENT_TYPE } from '../shared/opentravel/soap-answer.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';

const RETRIEVAL = 'http://www.expediaconnect.com/EQC/BR/2014/01';
const CONFIRM = 'http://www.expediaconnect.com/EQC/BC/2007/09';
/** Numbers of one message; those that are left wait for the next, and come again if it does not come ("Expedia, BC"). */
const MOST_NUMBERS = 10;

/** "Expedia, BR and BC": the pending transactions, at most 125 of them, then a confirmation number for each that was committed. */
export const expediaPull: ReservationPull = {
  most_numbers: MOST_NUMBERS,
  one_hotel: true,
  requests: (settings) => [
    request('/eqc/br', element('BookingRetrievalRQ', { xmlns: RETRIEVAL }, authentication(settings))),
  ],
  acknowledge(_request, results, settings) {
    const confirmed = results.flatMap(({ message_id, our_number, error, reference }) => {
      const [hotel = '', type = 'Book'] = message_id?.split('/') ?? [];
      return our_number === null || error !== null ? [] : [{ hotel, type, our_number, reference }];
    });
    const hotel = confirmed[0]?.hotel;
    if (hotel === undefined) return null;
    const numbers = confirmed
      .filter((each) => each.hotel === hotel)
      .slice(0, MOST_NUMBERS)
      .map(({ reference, type, our_number }) =>
        element('BookingConfirmNumber', {
          bookingID: reference,
          bookingType: type,
          confirmNumber: our_number,
          confirmTime: settings.now,
        }),
      );
    const root = element(
      'BookingConfirmRQ',
      { xmlns: CONFIRM },
      authentication(settings),
      element('Hotel', { id: hotel }),
      element('BookingConfirmNumbers', {}, ...numbers),
    );
    return request('/eqc/bc', root);
  },
};

function authentication({ username, password }: ChannelSettings): XmlElement {
  return element('Authentication', { username, password });
}

function request(path: string, root: XmlElement): WireRequest {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': XML_CONTENT_TYPE },
    body: writeXml(root),
    message: root.name,
    items: [],
    values: 0,
  };
}
