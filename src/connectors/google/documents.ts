import type { DecodedContent } from '../../core/model/connector.js';
import { toJson } from '../shared/document-json.js';
import type { FaultList } from '../shared/fault-list.js';
import { attributeOf, childrenOf, findAll, textOf, type XmlNode } from '../shared/xml-tree.js';

/** Google's own messages beside ARI, by root element: what each is about, and the element that names the hotel. */
export const DOCUMENTS: ReadonlyMap<string, { readonly topic: string; readonly hotel: readonly string[] }> =
  new Map([
    ['Transaction', { topic: 'property_data', hotel: ['PropertyDataSet', 'Property'] }],
    ['Promotions', { topic: 'promotions', hotel: ['HotelPromotions'] }],
    ['RateModifications', { topic: 'rate_modifications', hotel: ['HotelRateModifications'] }],
    ['TaxFeeInfo', { topic: 'tax_fee_info', hotel: ['Property', 'ID'] }],
    ['ExtraGuestCharges', { topic: 'extra_guest_charges', hotel: ['HotelExtraGuestCharges'] }],
  ]);

/** Elements that may stand more than once, so that a program finds the same form however many there are. */
const LISTS: ReadonlySet<string> = new Set([
  'PropertyDataSet',
  'Property',
  'RoomData',
  'PackageData',
  'Result',
  'HotelPromotions',
  'Promotion',
  'HotelRateModifications',
  'ItineraryRateModification',
  'HotelExtraGuestCharges',
  'ExtraGuestCharge',
  'ChildAgeBracket',
  'Tax',
  'Fee',
  'DateRange',
  'RatePlan',
  'RoomType',
  'Device',
  'UserCountry',
  'Issue',
]);

/** One of Google's own messages as a document. Each must be about a hotel. */
export function readDocument(root: XmlNode, faults: FaultList): DecodedContent | null {
  const { topic, hotel } = DOCUMENTS.get(root.name) ?? { topic: 'answer', hotel: [] };
  const [named] = childrenOf(root, ...hotel);
  const hotel_code = attributeOf(named, 'hotel_id', 'id') ?? textOf(named);
  // Prices of single stays (Result) name their property themselves.
  const elsewhere = hotel_code ?? findAll(root, 'Property')[0]?.text ?? null;
  if (topic !== 'answer' && (elsewhere === null || elsewhere === '')) {
    const message = `No hotel is named: ${hotel.join('/')} is missing or has no id`;
    faults.add({ code: 'VALIDATION', message, place: root.place });
    return null;
  }
  return {
    kind: 'document',
    topic,
    hotel_code: topic === 'answer' ? null : elsewhere,
    document: toJson(root, LISTS),
  };
}
