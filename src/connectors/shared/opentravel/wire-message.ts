import type { ChannelSettings, WireItem, WireRequest } from '../../../core/model/channel-codec.js';
import type { CellRange } from '../coalesce.js';
import { nightsIn } from '../split-ranges.js';
import { element, writeXml, type XmlElement } from '../xml-writer.js';
import { inSecuredSoap, OTA_NAMESPACE, XML_CONTENT_TYPE } from './soap-answer.js';

/** One AvailStatusMessage or RateAmountMessage of a push, with what it is about. */
export interface WireMessage {
  readonly range: CellRange<unknown>;
  readonly element: XmlElement;
  /** Values of one night in it. */
  readonly values: number;
}

/** Dates inclusive, the codes that there are. */
export function controlElement({ from, to, room_code, rate_code }: CellRange<unknown>): XmlElement {
  return element('StatusApplicationControl', {
    Start: from,
    End: to,
    InvTypeCode: room_code,
    RatePlanCode: rate_code ?? undefined,
  });
}

/** Messages of one kind for one hotel, over SOAP 1.1 with WS-Security. */
export interface NotifRequest {
  readonly message: 'OTA_HotelAvailNotifRQ' | 'OTA_HotelRateAmountNotifRQ';
  readonly action: string;
  readonly list: 'AvailStatusMessages' | 'RateAmountMessages';
  readonly hotel_code: string;
}

/** As few requests as the contract's size allows, in order. */
export function notifRequests(
  messages: readonly WireMessage[],
  { message, action, list, hotel_code }: NotifRequest,
  { settings, bodyBytes }: { readonly settings: ChannelSettings; readonly bodyBytes: number },
): WireRequest[] {
  return bySize(messages, bodyBytes - ENVELOPE_BYTES).map((part): WireRequest => {
    const root = element(
      message,
      { xmlns: OTA_NAMESPACE, Version: '1.0', TimeStamp: settings.now, EchoToken: settings.nextId() },
      requestor(settings),
      element(list, { HotelCode: hotel_code }, ...part.map((each) => each.element)),
    );
    return {
      method: 'POST',
      path: '',
      headers: { 'content-type': XML_CONTENT_TYPE, soapaction: `"${action}"` },
      body: writeXml(inSecuredSoap(root, settings)),
      message,
      items: part.map(({ range }) => toItem(range)),
      values: part.reduce((sum, { range, values }) => sum + values * nightsIn(range), 0),
    };
  });
}

/** Room for envelope, credentials and root. */
const ENVELOPE_BYTES = 8_000;

function bySize(messages: readonly WireMessage[], limit: number): WireMessage[][] {
  const parts: WireMessage[][] = [];
  let size = Infinity;
  for (const message of messages) {
    const bytes = Buffer.byteLength(writeXml(message.element));
    size += bytes;
    if (size > limit) {
      parts.push([]);
      size = bytes;
    }
    parts.at(-1)?.push(message);
  }
  return parts;
}

function requestor({ requestor_id }: ChannelSettings): XmlElement | undefined {
  if (requestor_id === undefined) return undefined;
  return element('POS', {}, element('Source', {}, element('RequestorID', { Type: 22, ID: requestor_id })));
}

export function toItem({ room_code, rate_code, from, to }: CellRange<unknown>): WireItem {
  return { room_code, rate_code, from, to };
}
