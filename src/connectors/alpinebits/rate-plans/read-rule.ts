import type { SeasonRule, StayRule } from '../../../core/model/rate-plan-product.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { allowedDays, optionalText, requiredNumber, requiredRange } from '../node-values.js';
import { AB } from '../numbers.js';

/** "AlpineBits, RatePlans": the first two count on the arrival day, the Forward kinds on every day of the stay. */
const LIMITS = {
  SetMinLOS: 'min_stay_arrival',
  SetMaxLOS: 'max_stay_arrival',
  SetForwardMinStay: 'min_stay_through',
  SetForwardMaxStay: 'max_stay_through',
} as const;
type Limit = (typeof LIMITS)[keyof typeof LIMITS];

const MAX_NIGHTS = 999;

/** One BookingRule; null after adding a fault. */
export function readRule(node: XmlNode, context: AlpineBitsContext): SeasonRule | null {
  const range = requiredRange(node, context);
  const room = readRoom(node, context);
  const stay = readStayRule(node, context);
  const closed = readClosed(childrenOf(node, 'RestrictionStatus'), context);
  if (range === null || room === undefined) return null;
  return { room_code: room, ...range, ...stay, closed };
}

/** The room type of a rule; null for all, undefined after adding a fault. */
function readRoom(node: XmlNode, context: AlpineBitsContext): string | null | undefined {
  const code = optionalText(node, 'Code');
  const codeContext = optionalText(node, 'CodeContext');
  const capability = code === null ? 'RatePlan_BookingRule' : 'RatePlan_RoomType_BookingRule';
  if (!context.variant.accepts(capability) && !context.variant.accepts('RatePlan_mixed_BookingRule')) {
    const what = code === null ? 'without Code' : 'with Code';
    refuse(context, AB.unsupported, `A BookingRule ${what} was not agreed on`, { place: node.place });
    return undefined;
  }
  if (code === null && codeContext === null) return null;
  if (code !== null && codeContext === 'ROOMTYPE') return code;
  refuse(
    context,
    AB.invalidValue,
    'Code and CodeContext="ROOMTYPE" go together: send both, or none for all room types',
    { place: node.place },
  );
  return undefined;
}

/** LengthsOfStay and DOW_Restrictions, of a BookingRule or an OfferRule. */
export function readStayRule(node: XmlNode, context: AlpineBitsContext): StayRule {
  const limits: Record<Limit, number | null> = {
    min_stay_arrival: null,
    max_stay_arrival: null,
    min_stay_through: null,
    max_stay_through: null,
  };
  const seen = new Set<Limit>();
  for (const stay of childrenOf(node, 'LengthsOfStay', 'LengthOfStay')) {
    const limit = limitOf(stay, context);
    if (limit === undefined) continue;
    if (seen.has(limit))
      refuse(context, AB.invalidValue, 'The same MinMaxMessageType twice in one rule', { place: stay.place });
    seen.add(limit);
    const nights = requiredNumber(stay, 'Time', { min: 0, max: MAX_NIGHTS }, context);
    limits[limit] = nights === 0 ? null : nights;
  }
  refuseCrossed(limits.min_stay_arrival, limits.max_stay_arrival, node, context);
  refuseCrossed(limits.min_stay_through, limits.max_stay_through, node, context);
  return {
    ...limits,
    arrival_days: readDow(node, 'Arrival', context),
    departure_days: readDow(node, 'Departure', context),
  };
}

function limitOf(stay: XmlNode, context: AlpineBitsContext): Limit | undefined {
  const kind = optionalText(stay, 'MinMaxMessageType') ?? '';
  const unit = optionalText(stay, 'TimeUnit') ?? 'Day';
  if (unit !== 'Day') {
    refuse(context, AB.invalidValue, `TimeUnit ${quote(unit)} is not "Day"`, { place: stay.place });
    return undefined;
  }
  const limit = Object.entries(LIMITS).find(([name]) => name === kind)?.[1];
  if (limit === undefined) {
    const known = Object.keys(LIMITS).join(', ');
    refuse(context, AB.invalidValue, `MinMaxMessageType ${quote(kind)} is not one of ${known}`, {
      place: stay.place,
    });
  }
  return limit;
}

function refuseCrossed(
  min: number | null,
  max: number | null,
  node: XmlNode,
  context: AlpineBitsContext,
): void {
  if (min === null || max === null || min <= max) return;
  refuse(context, AB.invalidValue, `A minimum stay of ${min} nights beside a maximum of ${max}`, {
    place: node.place,
  });
}

function readDow(
  node: XmlNode,
  what: 'Arrival' | 'Departure',
  context: AlpineBitsContext,
): readonly boolean[] | null {
  const element = childOf(node, 'DOW_Restrictions', `${what}DaysOfWeek`);
  if (element !== undefined && node.name === 'BookingRule' && !context.variant.accepts(`${what}DOW`)) {
    refuse(context, AB.unsupported, `${element.name} was not agreed on`, { place: element.place });
  }
  return allowedDays(element, context);
}

/** Master, open or closed; null where nothing is said. */
function readClosed(statuses: readonly XmlNode[], context: AlpineBitsContext): boolean | null {
  let closed: boolean | null = null;
  for (const node of statuses) {
    const { Restriction: restriction = 'Master', Status: status } = node.attributes;
    if (restriction !== 'Master' || (status !== 'Open' && status !== 'Close')) {
      refuse(
        context,
        AB.invalidValue,
        'RestrictionStatus is Restriction="Master", Status="Open" or "Close"',
        {
          place: node.place,
        },
      );
    }
    closed = status === 'Close';
  }
  return closed;
}
