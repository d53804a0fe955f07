import type { DecodedContent, JsonValue } from '../../core/model/connector.js';
import type { FaultList } from '../shared/fault-list.js';
import { toJson } from '../shared/document-json.js';
import { parseDays } from '../shared/opentravel/duration.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';
import { attributeOf, childOf, childrenOf, findAll, textOf, type XmlNode } from '../shared/xml-tree.js';

/**
 * OTA_HotelRatePlanNotifRQ: rate plans with their booking rules, as a document. Offsets are durations before midnight CE(S)T of the
 * check-in ("BookingRule"), here in days, with a fraction where they have hours.
 */
export function readRatePlans(root: XmlNode, faults: FaultList): DecodedContent | null {
  const list = childOf(root, 'RatePlans');
  const rate_plans = childrenOf(list, 'RatePlan').map((plan): JsonValue => {
    const rules = findAll(plan, 'BookingRule').map((rule) => readRule(rule, faults));
    return {
      code: attributeOf(plan, 'RatePlanCode', 'RatePlanID'),
      action: attributeOf(plan, 'RatePlanNotifType'),
      name: attributeOf(childOf(plan, 'Description'), 'Name') ?? textOf(plan, 'Description', 'Text'),
      booking_rules: rules,
      content: toJson(plan),
    };
  });
  if (rate_plans.length === 0) {
    const message = 'The message has no RatePlan, so it says nothing; send at least one';
    faults.add({ code: 'VALIDATION', ota: OTA.missing, message, place: (list ?? root).place });
  }
  if (!faults.isEmpty) return null;
  const hotel_code = attributeOf(list, 'HotelCode');
  return { kind: 'document', topic: 'rate_plans', hotel_code, document: { rate_plans } };
}

function readRule(rule: XmlNode, faults: FaultList): JsonValue {
  return {
    min_advance_days: readOffset(rule, 'MinAdvancedBookingOffset', faults),
    max_advance_days: readOffset(rule, 'MaxAdvancedBookingOffset', faults),
  };
}

function readOffset(rule: XmlNode, name: string, faults: FaultList): number | null {
  const text = attributeOf(rule, name);
  if (text === null) return null;
  const days = parseDays(text);
  if (days === null) {
    const message = `${name} "${text.slice(0, 40)}" is not a duration; send for example P4D, P1DT12H or 4D`;
    faults.add({ code: 'VALIDATION', ota: OTA.invalidValue, message, place: rule.place });
  }
  return days;
}
