import type { Restrictions } from '../../../core/model/ari.js';
import type { XmlAttributes } from '../xml-reader.js';
import { quote, refuse, wholeNumber, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

type StayLimit = 'min_stay_arrival' | 'max_stay_arrival' | 'min_stay_through' | 'max_stay_through';

interface StayRule {
  readonly limit: StayLimit;
  readonly removes?: true;
}

/** "OTA, LengthOfStay": Set...LOS counts on the arrival night, the Forward kinds on every night of the stay. */
const RULES = new Map<string, StayRule>([
  ['SetMinLOS', { limit: 'min_stay_arrival' }],
  ['MinLOS', { limit: 'min_stay_arrival' }],
  ['SetMaxLOS', { limit: 'max_stay_arrival' }],
  ['MaxLOS', { limit: 'max_stay_arrival' }],
  ['SetForwardMinStay', { limit: 'min_stay_through' }],
  ['SetForwardMaxStay', { limit: 'max_stay_through' }],
  ['RemoveMinLOS', { limit: 'min_stay_arrival', removes: true }],
  ['RemoveMaxLOS', { limit: 'max_stay_arrival', removes: true }],
  ['RemoveForwardMinStay', { limit: 'min_stay_through', removes: true }],
  ['RemoveForwardMaxStay', { limit: 'max_stay_through', removes: true }],
]);

const THROUGH: Readonly<Record<StayLimit, StayLimit>> = {
  min_stay_arrival: 'min_stay_through',
  max_stay_arrival: 'max_stay_through',
  min_stay_through: 'min_stay_through',
  max_stay_through: 'max_stay_through',
};

const NIGHTS_PER_UNIT = new Map([
  ['Day', 1],
  ['Days', 1],
  ['Week', 7],
]);
/** Senders write 99 or 999 for "no maximum". */
const NO_MAXIMUM = 99;
const MAX_NIGHTS = 365;
const PATTERN = /^[YyNn10]{1,365}$/;

/** One LengthOfStay into `set`, all kinds but FullPatternLOS, whose pattern is a child. */
export function applyLengthOfStay(
  attributes: XmlAttributes,
  set: Restrictions,
  { arrivalBased, context }: { readonly arrivalBased: boolean | undefined; readonly context: OtaContext },
): void {
  const { MinMaxMessageType: kind, OpenStatusIndicator: open } = attributes;
  if (open === 'false' || open === '0') {
    refuse(
      context,
      OTA.unable,
      'OpenStatusIndicator="false" is not supported; send the stays that are allowed',
      {
        code: 'UNSUPPORTED_UPDATE',
      },
    );
    return;
  }
  if (kind === undefined) {
    refuse(context, OTA.missing, 'LengthOfStay has no MinMaxMessageType; send SetMinLOS or SetMaxLOS');
    return;
  }
  if (kind === 'FixedLOS') {
    const nights = readNights(attributes, false, context);
    if (nights === undefined) return;
    set[meantLimit('min_stay_arrival', arrivalBased, context)] = nights;
    set[meantLimit('max_stay_arrival', arrivalBased, context)] = nights;
    return;
  }
  const rule = RULES.get(kind);
  if (rule === undefined) {
    refuse(
      context,
      OTA.invalidValue,
      `MinMaxMessageType ${quote(kind)} is not known; send SetMinLOS or SetMaxLOS`,
    );
    return;
  }
  if (!rule.removes && applyClosing(attributes, rule.limit, set, context)) return;
  const limit = meantLimit(rule.limit, arrivalBased, context);
  const nights = rule.removes ? null : readNights(attributes, limit.startsWith('max'), context);
  if (nights !== undefined) set[limit] = nights;
}

/** What the message says of its limits (ArrivalDateBased) goes before what its dialect means by them. */
function meantLimit(limit: StayLimit, arrivalBased: boolean | undefined, { dialect }: OtaContext): StayLimit {
  return (arrivalBased ?? dialect.los === 'arrival') ? limit : THROUGH[limit];
}

/**
 * "Hoteliers": the minimum also says whether a stay may begin (-1 closed, 0 open, more: open from so many nights on), the
 * maximum whether it may end. Anything but -1 opens, and is then read as a limit as well.
 * @returns true where that was all.
 */
function applyClosing(
  { Time: time }: XmlAttributes,
  limit: StayLimit,
  set: Restrictions,
  { dialect }: OtaContext,
): boolean {
  if (dialect.los_closes !== 'minus_one' || time === undefined || time.trim() === '') return false;
  const field = limit.startsWith('min') ? 'closed_to_arrival' : 'closed_to_departure';
  const closes = time.trim() === '-1';
  if (closes || wholeNumber(time) !== null) set[field] = closes;
  return closes;
}

/**
 * FullPatternLOS as minimum and maximum: position n says whether n nights may be stayed.
 * Only one unbroken run of allowed lengths can be told that way.
 */
export function applyPattern(pattern: string | undefined, set: Restrictions, context: OtaContext): void {
  const text = pattern?.trim() ?? '';
  const allowed = text.replace(/[1y]/g, 'Y').replace(/[0n]/g, 'N');
  const run = /^N*(Y+)N*$/.exec(allowed);
  if (!PATTERN.test(text) || run?.[1] === undefined) {
    const what =
      text === '' ? 'FullPatternLOS has no LOS_Pattern' : `The pattern ${quote(text)} cannot be stored`;
    const remedy = 'send SetMinLOS and SetMaxLOS, or RestrictionStatus Close where no stay may start';
    const code = text === '' ? 'VALIDATION' : 'UNSUPPORTED_UPDATE';
    refuse(context, text === '' ? OTA.missing : OTA.unable, `${what}; ${remedy}`, { code });
    return;
  }
  const min = allowed.indexOf('Y') + 1;
  Object.assign(set, { min_stay_arrival: min, max_stay_arrival: min + run[1].length - 1 });
}

/** What most rates set: one for all of them. */
export const NO_RESTRICTIONS: Restrictions = Object.freeze({});

/** MinLOS and MaxLOS of a Rate, in days. */
export function readRateStayLimits(attributes: XmlAttributes, context: OtaContext): Restrictions {
  const { MinLOS: min, MaxLOS: max } = attributes;
  if (min === undefined && max === undefined) return NO_RESTRICTIONS;
  const set: Restrictions = {};
  const minNights = min === undefined ? undefined : readNights({ Time: min }, false, context);
  const maxNights = max === undefined ? undefined : readNights({ Time: max }, true, context);
  if (minNights !== undefined) set[meantLimit('min_stay_arrival', undefined, context)] = minNights;
  if (maxNights !== undefined) set[meantLimit('max_stay_arrival', undefined, context)] = maxNights;
  return minNights === undefined && maxNights === undefined ? NO_RESTRICTIONS : set;
}

/** Nights of a limit; null lifts it (absent, 0, or 99 and more for a maximum); undefined after adding a fault. */
function readNights(
  attributes: XmlAttributes,
  isMaximum: boolean,
  context: OtaContext,
): number | null | undefined {
  const { Time: time, TimeUnit: unit = 'Day' } = attributes;
  const factor = NIGHTS_PER_UNIT.get(unit);
  if (factor === undefined) {
    refuse(context, OTA.invalidValue, `TimeUnit ${quote(unit)} is not a stay length; send Day or Week`);
    return undefined;
  }
  if (time === undefined || time.trim() === '') return null;
  const number = wholeNumber(time);
  if (number === 0 || (number !== null && isMaximum && number >= NO_MAXIMUM)) return null;
  const nights = number === null ? null : number * factor;
  if (nights === null || nights > MAX_NIGHTS) {
    refuse(
      context,
      OTA.invalidValue,
      `A stay of ${quote(time)} is not 0 to ${MAX_NIGHTS} nights; send 0 to lift the limit`,
    );
    return undefined;
  }
  return nights;
}
