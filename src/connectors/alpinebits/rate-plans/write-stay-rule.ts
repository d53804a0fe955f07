import type { StayRule } from '../../../core/model/rate-plan-product.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';

const DAY_NAMES = ['Mon', 'Tue', 'Weds', 'Thur', 'Fri', 'Sat', 'Sun'] as const;
const LIMITS = [
  ['SetMinLOS', 'min_stay_arrival'],
  ['SetMaxLOS', 'max_stay_arrival'],
  ['SetForwardMinStay', 'min_stay_through'],
  ['SetForwardMaxStay', 'max_stay_through'],
] as const;

/** LengthsOfStay and DOW_Restrictions. */
export function stayRuleElements(rule: StayRule): (XmlElement | undefined)[] {
  const stays = LIMITS.flatMap(([kind, field]) => {
    const nights = rule[field];
    return nights === null
      ? []
      : [element('LengthOfStay', { Time: nights, TimeUnit: 'Day', MinMaxMessageType: kind })];
  });
  const days = [
    daysElement('ArrivalDaysOfWeek', rule.arrival_days),
    daysElement('DepartureDaysOfWeek', rule.departure_days),
  ].filter((child) => child !== undefined);
  return [listElement('LengthsOfStay', stays), listElement('DOW_Restrictions', days)];
}

function daysElement(name: string, days: readonly boolean[] | null): XmlElement | undefined {
  if (days === null) return undefined;
  return element(name, Object.fromEntries(DAY_NAMES.map((day, i) => [day, days[i] === true ? 1 : 0])));
}

/** A container, left out where it would be empty. */
export function listElement(name: string, children: readonly XmlElement[]): XmlElement | undefined {
  return children.length === 0 ? undefined : element(name, {}, ...children);
}
