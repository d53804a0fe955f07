import type { ChannelSettings, ReservationPull, WireRequest } from '../../core/model/channel-codec.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { headersOf } from './headers.js';
import { PATHS } from './profile.js';

const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
type Results = Parameters<ReservationPull['acknowledge']>[1];

/**
 * "Bookings: no push": new ones first, then changed and cancelled ones; every 20 s or more, 5 s after an acknowledgement. What is
 * not acknowledged within 30 minutes goes to the hotel by e-mail.
 */
export const bookingComPull: ReservationPull = {
  by_itself: true,
  asking_takes: askingTakes,
  requests: (settings) =>
    askingTakes(settings)
      ? [
          {
            ...request(settings, 'POST', PATHS.reservations),
            body: writeXml(element('request')),
            message: 'request',
          },
        ]
      : [
          { ...request(settings, 'GET', PATHS.fresh), message: 'OTA_HotelResNotif' },
          { ...request(settings, 'GET', PATHS.changed), message: 'OTA_HotelResModifyNotif' },
        ],
  acknowledge: (asked, results, settings) =>
    // B.XML has no acknowledgement: pulling is taking.
    asked.path === PATHS.reservations || results.length === 0
      ? null
      : acknowledgement(asked, results, settings),
};

/** B.XML has no acknowledgement. */
function askingTakes({ dialect }: ChannelSettings): boolean {
  return dialect === 'booking-com-bxml';
}

function request(
  settings: ChannelSettings,
  method: 'GET' | 'POST',
  path: string,
): Omit<WireRequest, 'message'> {
  return { method, path, headers: headersOf(settings), body: '', items: [], values: 0 };
}

/**
 * Success names what was committed and leaves out what was refused: that stays in the queue, where an Error would take it out of
 * the recovery endpoint for good. Only where nothing was committed are there Errors.
 */
function acknowledgement(asked: WireRequest, results: Results, settings: ChannelSettings): WireRequest {
  const message = asked.path === PATHS.changed ? 'OTA_HotelResModifyNotifRS' : 'OTA_HotelResNotifRS';
  const taken = results.filter(({ error }) => error === null);
  const content = taken.length > 0 ? [element('Success'), listOf(message, taken)] : [errorsOf(results)];
  const attributes = { xmlns: NAMESPACE, TimeStamp: settings.now, Target: 'Production', Version: '2.001' };
  return {
    ...request(settings, 'POST', asked.path),
    body: writeXml(element(message, attributes, ...content)),
    message,
  };
}

function listOf(message: string, results: Results): XmlElement {
  const [list, item] =
    message === 'OTA_HotelResNotifRS'
      ? ['HotelReservations', 'HotelReservation']
      : ['HotelResModifies', 'HotelResModify'];
  return element(
    list,
    {},
    ...results.map(({ reference, our_number }) =>
      element(
        item,
        {},
        element(
          'ResGlobalInfo',
          {},
          element(
            'HotelReservationIDs',
            {},
            element('HotelReservationID', {
              ResID_Type: 14,
              ResID_Value: reference,
              ResID_Source: 'BOOKING.COM',
            }),
            our_number === null
              ? undefined
              : element('HotelReservationID', {
                  ResID_Type: 10,
                  ResID_Value: our_number,
                  ResID_Source: 'Bellhop',
                }),
          ),
        ),
      ),
    ),
  );
}

function errorsOf(results: Results): XmlElement {
  return element(
    'Errors',
    {},
    ...results.map(({ reference, error }) =>
      element('Error', { Type: 12, Code: 450, RecordID: reference, ShortText: (error ?? '').slice(0, 64) }),
    ),
  );
}
