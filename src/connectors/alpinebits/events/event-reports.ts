import type { DecodedContent } from '../../../core/model/connector.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { treeDecoder } from '../document-tree.js';
import { readHotel } from '../hotel-identity.js';
import { toJsonTree, writeJsonTree, type JsonTree } from '../json-tree.js';
import { AB } from '../numbers.js';
import { OTA_ROOT } from '../ota-root.js';

/** An activity of a hotel. A type, not an interface: it is JSON. */
export type EventReport = {
  readonly event_id: string;
  /** Whose id it is. */
  readonly context: string | null;
  /** An event without anything said of it is deleted. */
  readonly deleted: boolean;
  readonly from: string | null;
  readonly to: string | null;
  readonly titles: Readonly<Record<string, string>>;
  /** The report as it was sent. */
  readonly report: JsonTree;
};

export const EVENT_REPORTS = 'event_reports';
const MESSAGE = 'OTA_HotelPostEventNotifRQ';

/** OTA_HotelPostEventNotifRQ ("AlpineBits, EventReports"): kept as it is, nothing here sells events. */
export const createEventReports = treeDecoder(MESSAGE, readEventReports);

function readEventReports(root: XmlNode, context: AlpineBitsContext): DecodedContent | null {
  const reports = childrenOf(root, 'EventReports', 'EventReport');
  if (reports.length === 0) {
    refuse(context, AB.missing, 'No EventReport, so the message says nothing; send at least one');
    return null;
  }
  const hotels = reports.map((report) => hotelOf(report, context));
  const [hotel] = hotels;
  const other = hotels.find((code) => code !== null && code !== hotel);
  if (typeof hotel === 'string' && typeof other === 'string')
    refuse(
      context,
      AB.invalidHotel,
      `Two hotels: ${quote(hotel)} and ${quote(other)}; send a message for each`,
    );
  const document = reports.flatMap((report) => readReport(report, context) ?? []);
  return { kind: 'document', topic: EVENT_REPORTS, hotel_code: hotel ?? null, document };
}

function hotelOf(report: XmlNode, context: AlpineBitsContext): string | null {
  const [site, second] = childrenOf(report, 'EventSites', 'EventSite');
  if (site === undefined || second !== undefined) {
    refuse(context, AB.missing, 'An EventReport names its hotel in one EventSite', { place: report.place });
    return null;
  }
  return readHotel(site.attributes, context, site.place);
}

function readReport(report: XmlNode, context: AlpineBitsContext): EventReport | null {
  const id = childOf(report, 'EventSites', 'EventSite', 'Event_ID');
  const eventId = attributeOf(id, 'ID');
  const info = childOf(report, 'GeneralEventInfo');
  if (eventId === null || info === undefined) {
    const what = eventId === null ? 'Event_ID with ID' : 'GeneralEventInfo';
    refuse(context, AB.missing, `${what} is missing; leave GeneralEventInfo empty to delete the event`, {
      place: report.place,
    });
    return null;
  }
  const dates = childrenOf(info, 'Dates', 'Date');
  return {
    event_id: eventId,
    context: attributeOf(id, 'ID_Context'),
    deleted: info.children.length === 0 && Object.keys(info.attributes).length === 0,
    from: attributeOf(dates[0], 'Start'),
    to: attributeOf(dates.at(-1), 'End'),
    titles: titlesOf(info),
    report: toJsonTree(report),
  };
}

function titlesOf(info: XmlNode): Record<string, string> {
  const title = childrenOf(info, 'Comments', 'Comment').find(
    ({ attributes }) => attributes['Name'] === 'Title',
  );
  return Object.fromEntries(
    childrenOf(title, 'Text').map((text) => [attributeOf(text, 'Language') ?? '', text.text]),
  );
}

export function writeEventReports(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'document' || content.topic !== EVENT_REPORTS) return null;
  const reports = content.document as readonly EventReport[];
  const elements = reports.map(({ report }) => writeJsonTree(report));
  return element(MESSAGE, { ...OTA_ROOT, Version: '8.000' }, element('EventReports', {}, ...elements));
}
