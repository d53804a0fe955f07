import { addDays, daysBetween, isLocalDate, type LocalDate } from '../../../core/model/local-date.js';
import type { XmlAttributes } from '../xml-reader.js';
import { readDays } from './day-flags.js';
import { parseDays } from './duration.js';
import { booleanOf, quote, refuse, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

/** Which rooms and rate plans an instruction is for; null where it is for all of them. */
export interface ProductCodes {
  readonly room_code: string | null;
  readonly unit_code: string | null;
  readonly rate_code: string | null;
}

export interface DateRange {
  readonly from: LocalDate;
  /** Last night, inclusive ("SiteConnect, availability": Start and End are both included). */
  readonly to: LocalDate;
}

/** A StatusApplicationControl as read: null and undefined as the readers of its parts give them. */
export interface Control {
  readonly codes: ProductCodes | null;
  readonly range: DateRange | null | undefined;
  readonly days: readonly boolean[] | null | undefined;
}

/** Three years: more than anyone sells ahead, and a mistyped year is told instead of stored night by night. */
const MAX_RANGE_DAYS = 1_100;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?$/;

/** `before` is the one that the item had already: only one can be applied, and to drop the other unsaid is a lie. */
export function readControl(attributes: XmlAttributes, context: OtaContext, before?: Control): Control {
  if (before !== undefined)
    refuse(context, OTA.invalidValue, 'A second StatusApplicationControl in one item; send one each');
  return {
    codes: readCodes(attributes, context),
    range: readRange(attributes, context),
    days: readDays(attributes, context),
  };
}

/**
 * The codes of a StatusApplicationControl. InvTypeCode is the room and InvCode beside it a single unit of that room;
 * InvCode alone is the room, as older dialects write it, and so is one that repeats InvTypeCode: a sender that fills both. Codes
 * stay text: "007" is not 7.
 * @returns null after adding a fault.
 */
function readCodes(attributes: XmlAttributes, context: OtaContext): ProductCodes | null {
  const { InvTypeCode: type, InvCode: inventory, RatePlanCode: rate } = attributes;
  const empty = isEmpty(type)
    ? 'InvTypeCode'
    : isEmpty(inventory)
      ? 'InvCode'
      : isEmpty(rate)
        ? 'RatePlanCode'
        : null;
  if (empty !== null) {
    refuse(context, OTA.invalidValue, `${empty} is empty; write the code or leave the attribute out`);
    return null;
  }
  const everyRoom = readFlag('AllInvCode', attributes['AllInvCode'], context);
  const everyRate = readFlag('AllRateCode', attributes['AllRateCode'], context);
  const room = type ?? inventory ?? null;
  if ((everyRoom === true && room !== null) || (everyRate === true && rate !== undefined)) {
    const [flag, code] =
      room !== null && everyRoom === true ? ['AllInvCode', room] : ['AllRateCode', rate ?? ''];
    refuse(context, OTA.invalidValue, `${flag} is true beside the code ${quote(code)}; send one of the two`);
    return null;
  }
  if (room === null && rate === undefined && everyRoom !== true) {
    refuse(
      context,
      OTA.missing,
      'No room and no rate plan named: send InvTypeCode, RatePlanCode or AllInvCode="true"',
    );
    return null;
  }
  return {
    room_code: room,
    unit_code: type !== undefined && inventory !== undefined && inventory !== type ? inventory : null,
    rate_code: rate ?? null,
  };
}

function isEmpty(code: string | undefined): boolean {
  return code !== undefined && code.trim() === '';
}

/**
 * Start, End or Duration of an element.
 * @returns undefined where it has none of them, null after adding a fault.
 */
export function readRange(attributes: XmlAttributes, context: OtaContext): DateRange | null | undefined {
  const { Start: start, End: end, Duration: duration } = attributes;
  if (start === undefined && end === undefined && duration === undefined) return undefined;
  if (start === undefined) {
    refuse(context, OTA.missing, 'Start is missing; write the first night as YYYY-MM-DD');
    return null;
  }
  const from = readDate('Start', start, context);
  const to = end === undefined ? readDurationEnd(from, duration, context) : readDate('End', end, context);
  if (from === null || to === null) return null;
  const days = from === to ? 0 : daysBetween(from, to);
  if (days < 0) {
    refuse(context, OTA.invalidRange, `End ${to} is before Start ${from}; both are nights of the range`);
    return null;
  }
  const most = Math.min(context.dialect.limits.nights ?? MAX_RANGE_DAYS, MAX_RANGE_DAYS);
  if (days >= most) {
    refuse(context, OTA.invalidRange, `${from} to ${to} is more than ${most} nights; send a shorter range`);
    return null;
  }
  return { from, to };
}

function readDurationEnd(
  from: LocalDate | null,
  duration: string | undefined,
  context: OtaContext,
): LocalDate | null {
  if (duration === undefined) {
    refuse(context, OTA.missing, 'End is missing; write the last night as YYYY-MM-DD, it is included');
    return null;
  }
  const nights = parseDays(duration);
  if (nights === null || !Number.isInteger(nights) || nights < 1 || nights > MAX_RANGE_DAYS) {
    refuse(
      context,
      OTA.invalidRange,
      `Duration ${quote(duration)} is not a number of nights; write End, or P3D`,
    );
    return null;
  }
  return from === null ? null : addDays(from, nights - 1);
}

/** A date, also as the date part of an xs:dateTime: the night is meant, whatever the time or offset. */
function readDate(name: string, text: string, context: OtaContext): LocalDate | null {
  if (isLocalDate(text)) return text;
  const trimmed = text.trim();
  const date = DATE.exec(trimmed)?.[1];
  if (date !== undefined && isLocalDate(date)) return date;
  const remedy = /\s/.test(trimmed)
    ? `has a blank inside; write it without, as YYYY-MM-DD`
    : `is not a calendar date; write it as YYYY-MM-DD`;
  refuse(context, OTA.invalidDate, `${name} ${quote(trimmed)} ${remedy}`);
  return null;
}

function readFlag(name: string, text: string | undefined, context: OtaContext): boolean | null {
  if (text === undefined) return null;
  const value = booleanOf(text);
  if (value === null) refuse(context, OTA.invalidValue, `${name} ${quote(text)} is not true or false`);
  return value;
}
