import type { AriPush, ChannelSettings, WireItem, WireRequest } from '../../core/model/channel-codec.js';
import { basicAuth } from '../shared/basic-auth.js';
import { availMessages } from '../shared/opentravel/push-avail.js';
import { rateMessages } from '../shared/opentravel/push-rates.js';
import { nightsIn } from '../shared/split-ranges.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { PATHS } from './profile.js';

const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
const GRAMMAR = { los: 'arrival', noMinimum: 0, noMaximum: 0, maxRooms: 9_999 } as const;

/** One hotel a request, counts and restrictions before prices, each AvailStatusMessage with one aspect and its LocatorID. */
export function encodeOta(push: AriPush, settings: ChannelSettings): WireRequest[] {
  const avail = availMessages(push.cells, GRAMMAR).map(({ attributes, children, ...range }) => ({
    ...range,
    write: (LocatorID: number) =>
      element('AvailStatusMessage', { ...attributes, LocatorID }, control(range), ...children),
  }));
  const rates = rateMessages(push.cells).map(({ rates: prices, ...range }) => ({
    ...range,
    write: (LocatorID: number) => element('RateAmountMessage', { LocatorID }, control(range), prices),
  }));
  const request = requestOf(push.hotel_code, settings);
  return [
    ...request('OTA_HotelAvailNotifRQ', 'AvailStatusMessages', avail),
    ...request('OTA_HotelRateAmountNotifRQ', 'RateAmountMessages', rates),
  ];
}

type Item = WireItem & { readonly values: number; readonly write: (locator: number) => XmlElement };

function requestOf(hotel: string, settings: ChannelSettings) {
  return (message: string, list: string, items: readonly Item[]): WireRequest[] => {
    if (items.length === 0) return [];
    const root = element(
      message,
      { xmlns: NAMESPACE, Version: '1.0', TimeStamp: settings.now, EchoToken: settings.nextId() },
      element(list, { HotelCode: hotel }, ...items.map((item, index) => item.write(index + 1))),
    );
    return [
      {
        method: 'POST',
        path: PATHS.ota,
        headers: { 'content-type': 'text/xml; charset=utf-8', authorization: basicAuth(settings) },
        body: writeXml(root),
        message,
        items: items.map(({ room_code, rate_code, from, to }) => ({ room_code, rate_code, from, to })),
        values: items.reduce((sum, item) => sum + item.values * nightsIn(item), 0),
      },
    ];
  };
}

function control({ room_code, rate_code, from, to }: WireItem): XmlElement {
  return element('StatusApplicationControl', {
    Start: from,
    End: to,
    InvTypeCode: room_code,
    RatePlanCode: rate_code ?? undefined,
  });
}
