import type { DecodedContent, JsonValue } from '../../core/model/connector.js';
import { isLocalDate } from '../../core/model/local-date.js';
import type { FaultList } from '../shared/fault-list.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';

/** OTA_HotelRateAmountNotifRQ with NotifType Remove: the prices of these nights are gone, which no price and no stop-sell says. */
export function readRemoval(root: XmlNode, faults: FaultList): DecodedContent | null {
  const list = childOf(root, 'RateAmountMessages');
  const hotel_code = attributeOf(list, 'HotelCode');
  const add = (node: XmlNode, message: string): void =>
    faults.add({ code: 'VALIDATION', message, place: node.place });
  if (hotel_code === null)
    add(list ?? root, 'HotelCode is missing on RateAmountMessages; write your code of the hotel');
  const controls = childrenOf(root, 'RateAmountMessages', 'RateAmountMessage', 'StatusApplicationControl');
  if (controls.length === 0)
    add(list ?? root, 'No StatusApplicationControl, so nothing is removed; send at least one');
  const removed = controls.map((control): JsonValue => {
    const [from, to] = [attributeOf(control, 'Start'), attributeOf(control, 'End')];
    if (from === null || to === null || !isLocalDate(from) || !isLocalDate(to) || to < from)
      add(control, 'Start and End are not a range of nights; write both as YYYY-MM-DD');
    return {
      room_code: attributeOf(control, 'InvTypeCode'),
      rate_code: attributeOf(control, 'RatePlanCode'),
      from,
      to,
    };
  });
  if (!faults.isEmpty) return null;
  return { kind: 'document', topic: 'remove_rates', hotel_code, document: { removed } };
}
