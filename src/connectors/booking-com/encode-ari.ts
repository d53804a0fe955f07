import type { AriPush, ChannelSettings, WireItem, WireRequest } from '../../core/model/channel-codec.js';
import { availMessages, type AvailMessage } from '../shared/opentravel/push-avail.js';
import { rateMessages, type RateMessage } from '../shared/opentravel/push-rates.js';
import { byMonth, nightsIn } from '../shared/split-ranges.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { encodeBxml } from './encode-bxml.js';
import { headersOf } from './headers.js';
import { MAX_ROOMS_TO_SELL, PATHS } from './profile.js';

const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
/** "SetMinLOS sets the minimum stay through"; 0 lifts a limit. */
const GRAMMAR = { los: 'through', noMinimum: 0, noMaximum: 0, maxRooms: MAX_ROOMS_TO_SELL } as const;

/** One hotel and one calendar month per request, months ascending; of a month counts and restrictions come before prices. */
export function encodeAri(push: AriPush, settings: ChannelSettings): readonly WireRequest[] {
  if (settings.dialect === 'booking-com-bxml') return encodeBxml(push, settings);
  const avail = byMonth(availMessages(push.cells, GRAMMAR));
  const rates = byMonth(rateMessages(push.cells));
  const months = [...new Set([...avail.keys(), ...rates.keys()])].sort();
  return months.flatMap((month) => [
    ...requestOf(avail.get(month) ?? [], { ...AVAIL, settings, write: availElement }),
    ...requestOf(rates.get(month) ?? [], { ...RATE, settings, write: rateElement }),
  ]);
}

const AVAIL = { message: 'OTA_HotelAvailNotifRQ', list: 'AvailStatusMessages', path: PATHS.avail } as const;
const RATE = { message: 'OTA_HotelRateAmountNotifRQ', list: 'RateAmountMessages', path: PATHS.rate } as const;

type Item = WireItem & { readonly values: number };

interface Grammar<I extends Item> {
  readonly message: string;
  readonly list: string;
  readonly path: string;
  readonly settings: ChannelSettings;
  /** `number` counts the items of a request from 1: what its answer refers to. */
  write(item: I, number: number): XmlElement;
}

function requestOf<I extends Item>(items: readonly I[], grammar: Grammar<I>): WireRequest[] {
  if (items.length === 0) return [];
  const { message, list, path, settings } = grammar;
  const root = element(
    message,
    { xmlns: NAMESPACE, Version: '1.0', TimeStamp: settings.now, EchoToken: settings.nextId() },
    element(list, {}, ...items.map((item, index) => grammar.write(item, index + 1))),
  );
  return [
    {
      method: 'POST',
      path,
      headers: headersOf(settings),
      body: writeXml(root),
      message,
      items: items.map(({ room_code, rate_code, from, to }) => ({ room_code, rate_code, from, to })),
      values: items.reduce((sum, item) => sum + item.values * nightsIn(item), 0),
    },
  ];
}

function availElement({ attributes, children, ...item }: AvailMessage, number: number): XmlElement {
  return element('AvailStatusMessage', { ...attributes, LocatorID: number }, control(item), ...children);
}

function rateElement({ rates, ...item }: RateMessage, number: number): XmlElement {
  return element('RateAmountMessage', { LocatorID: number }, control(item), rates);
}

function control({ room_code, rate_code, from, to }: WireItem): XmlElement {
  return element('StatusApplicationControl', {
    Start: from,
    End: to,
    InvTypeCode: room_code,
    RatePlanCode: rate_code ?? undefined,
  });
}
