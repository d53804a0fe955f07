import type { AriPush, ChannelSettings, WireItem, WireRequest } from '../../core/model/channel-codec.js';
import { availMessages } from '../shared/opentravel/push-avail.js';
import { rateMessages } from '../shared/opentravel/push-rates.js';
import { OTA_NAMESPACE } from '../shared/opentravel/soap-answer.js';
import { roomCounts } from '../shared/room-counts.js';
import { chunksOf, nightsIn } from '../shared/split-ranges.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { MAX_ITEMS, PATHS } from './profile.js';

/** "SetMinLOS, SetMaxLOS: arrival"; real feeds lift a maximum with 999, a minimum of 1 limits nothing. */
const GRAMMAR = { los: 'arrival', noMinimum: 1, noMaximum: 999, maxRooms: 9_999 } as const;

interface Item extends WireItem {
  readonly values: number;
  readonly content: XmlElement;
}

/**
 * Counts, then restrictions, then prices; the first prices of a full sync take the place of those that are there. An Overlay behind
 * it would take the place of what it told.
 */
export function encodeAri(push: AriPush, settings: ChannelSettings): readonly WireRequest[] {
  const ofRates = push.cells
    .filter(({ rate_code }) => rate_code !== null)
    .map(({ available: _count, ...cell }) => cell);
  const hotel = { HotelCode: push.hotel_code };
  return [
    ...requestsOf(countItems(push), {
      message: 'OTA_HotelInvCountNotifRQ',
      path: PATHS.counts,
      settings,
      list: ['Inventories', hotel],
    }),
    ...requestsOf(
      availMessages(ofRates, GRAMMAR).map(({ attributes, children, values, ...item }) => ({
        ...item,
        values,
        content: element('AvailStatusMessage', attributes, control(item), ...children),
      })),
      {
        message: 'OTA_HotelAvailNotifRQ',
        path: PATHS.avail,
        settings,
        list: ['AvailStatusMessages', hotel],
      },
    ),
    ...requestsOf(
      rateMessages(ofRates, { plainExtras: true }).map(({ rates, values, ...item }) => ({
        ...item,
        values,
        content: element('RateAmountMessage', {}, control(item), rates),
      })),
      {
        message: 'OTA_HotelRateAmountNotifRQ',
        path: PATHS.rates,
        settings,
        root: { NotifType: 'Delta', NotifScopeType: 'ProductRate' },
        firstReplaces: push.full,
        list: ['RateAmountMessages', hotel],
      },
    ),
  ];
}

/** "Inventory counts: overlay per property, date and room", CountType 2. */
function countItems({ cells }: AriPush): Item[] {
  return roomCounts(cells).map(({ value, ...item }) => ({
    ...item,
    values: 1,
    content: element(
      'Inventory',
      {},
      control(item),
      element('InvCounts', {}, element('InvCount', { CountType: 2, Count: value })),
    ),
  }));
}

interface Grammar {
  readonly message: string;
  readonly path: string;
  readonly settings: ChannelSettings;
  readonly root?: XmlElement['attributes'];
  /** The first of them takes the place of all that is there. */
  readonly firstReplaces?: boolean;
  readonly list: readonly [string, XmlElement['attributes']];
}

function requestsOf(
  items: readonly Item[],
  { message, path, settings, root, firstReplaces = false, list }: Grammar,
): WireRequest[] {
  return chunksOf(items, MAX_ITEMS).map((chunk, index) => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/xml; charset=utf-8' },
    body: writeXml(
      element(
        message,
        {
          xmlns: OTA_NAMESPACE,
          EchoToken: echoToken(settings),
          TimeStamp: settings.now,
          Version: '3.0',
          ...root,
          ...(firstReplaces && index === 0 ? { NotifType: 'Overlay' } : {}),
        },
        pointOfSale(settings),
        element(...list, ...chunk.map(({ content }) => content)),
      ),
    ),
    message,
    items: chunk.map(({ room_code, rate_code, from, to }) => ({ room_code, rate_code, from, to })),
    values: chunk.reduce((sum, item) => sum + item.values * nightsIn(item), 0),
    ...(firstReplaces && index === 0 ? { replaces: true } : {}),
  }));
}

/** "EchoToken: allowed characters". */
function echoToken(settings: ChannelSettings): string {
  return settings.nextId().replaceAll(/[^A-Za-z0-9_-]/g, '-');
}

function pointOfSale({ requestor_id: id }: ChannelSettings): XmlElement | undefined {
  if (id === undefined) return undefined;
  return element('POS', {}, element('Source', {}, element('RequestorID', { ID: id })));
}

function control({ room_code, rate_code, from, to }: WireItem): XmlElement {
  return element('StatusApplicationControl', {
    Start: from,
    End: to,
    InvTypeCode: room_code,
    RatePlanCode: rate_code ?? undefined,
  });
}
