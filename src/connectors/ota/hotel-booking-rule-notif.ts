import type { Restrictions } from '../../core/model/ari.js';
import {
  readControl,
  readRange,
  type Control,
  type DateRange,
} from '../shared/opentravel/application-control.js';
import { AriFrame, recordIdOf } from '../shared/opentravel/ari-frame.js';
import { readDays } from '../shared/opentravel/day-flags.js';
import {
  isPointOfSale,
  refuse,
  type CreateMessageDecoder,
  type OtaContext,
  type Place,
} from '../shared/opentravel/message-decoder.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';
import {
  closeRestriction,
  openRestriction,
  type RestrictionState,
} from '../shared/opentravel/restriction-elements.js';
import { applyOffsets } from '../shared/opentravel/restriction-status.js';
import type { XmlAttributes } from '../shared/xml-reader.js';

type Days = readonly boolean[] | null | undefined;

interface Rule extends RestrictionState {
  readonly place: Place;
  readonly faultsBefore: number;
  /** Of the rule itself; undefined: those of the control above it. */
  readonly range: DateRange | null | undefined;
  /** Days on which a stay may begin or end; undefined: the rule does not say. */
  arrivals?: Days;
  departures?: Days;
}

/** The RuleMessage being read. */
interface Item {
  readonly place: Place;
  readonly faultsBefore: number;
  readonly rules: Rule[];
  recordId: string | undefined;
  control: Control | undefined;
}

interface Surroundings {
  readonly context: OtaContext;
  readonly frame: AriFrame;
}

/**
 * OTA_HotelBookingRuleNotifRQ: the restrictions that other senders put into OTA_HotelAvailNotifRQ ("Vertical Booking").
 * Dates stand on BookingRule or on the control above it.
 */
export const createHotelBookingRuleNotif: CreateMessageDecoder = (context, root) => {
  const frame = new AriFrame(context, root, {
    message: 'OTA_HotelBookingRuleNotifRQ',
    list: 'RuleMessages',
    item: 'RuleMessage',
    allowsCompleteSet: false,
  });
  let item: Item | null = null;
  return {
    open(name, attributes) {
      if (item !== null) return openInItem(item, name, attributes, { context, frame });
      if (name === 'RuleMessages') frame.hotel(attributes['HotelCode']);
      else if (name === 'RuleMessage') item = openItem(frame, context);
      else return name === 'UniqueID' || isPointOfSale(name);
      return true;
    },
    close(name) {
      if (item === null) return;
      const rule = item.rules.at(-1);
      if (rule !== undefined) closeRestriction(rule, name, context);
      if (name !== 'RuleMessage') return;
      closeItem(item, { context, frame });
      frame.nameFaults(item);
      item = null;
    },
    finish: () => frame.finish(),
  };
};

function openItem(frame: AriFrame, context: OtaContext): Item {
  const place = frame.openItem();
  return {
    place,
    faultsBefore: context.faults.all.length,
    rules: [],
    recordId: undefined,
    control: undefined,
  };
}

function openInItem(
  item: Item,
  name: string,
  attributes: XmlAttributes,
  { context, frame }: Surroundings,
): boolean {
  const rule = item.rules.at(-1);
  switch (name) {
    case 'StatusApplicationControl':
      frame.hotel(attributes['HotelCode']);
      item.control = readControl(attributes, context, item.control);
      return true;
    case 'UniqueID':
      item.recordId ??= recordIdOf(attributes);
      return true;
    case 'BookingRule':
      item.rules.push(openRule(attributes, context));
      return true;
    case 'ArrivalDaysOfWeek':
      if (rule !== undefined) rule.arrivals = readDays(attributes, context);
      return true;
    case 'DepartureDaysOfWeek':
      if (rule !== undefined) rule.departures = readDays(attributes, context);
      return true;
    case 'RequiredDaysOfWeek':
    case 'AvailableDaysOfWeek':
      refuse(context, OTA.unable, `${name} is not supported; send Arrival- and DepartureDaysOfWeek`, {
        code: 'UNSUPPORTED_UPDATE',
      });
      return true;
    default:
      return (
        name === 'BookingRules' ||
        name === 'DOW_Restrictions' ||
        (rule !== undefined && openRestriction(rule, name, attributes, context))
      );
  }
}

function openRule(attributes: XmlAttributes, context: OtaContext): Rule {
  const place = context.here();
  const faultsBefore = context.faults.all.length;
  const set: Restrictions = {};
  applyOffsets(attributes, set, context);
  const range = readRange(attributes, context);
  return { place, faultsBefore, range, set, arrivalBased: undefined, awaitsPattern: false };
}

function closeItem(item: Item, surroundings: Surroundings): void {
  const { place, control, rules } = item;
  const { context } = surroundings;
  if (control === undefined) {
    refuse(context, OTA.missing, 'StatusApplicationControl is missing: no room and no rate plan', { place });
    return;
  }
  if (rules.length === 0)
    refuse(context, OTA.missing, 'RuleMessage has no BookingRule, so it says nothing', { place });
  for (const rule of rules) closeRule(rule, { control, recordId: item.recordId }, surroundings);
}

function closeRule(
  rule: Rule,
  { control, recordId }: { readonly control: Control; readonly recordId: string | undefined },
  { context, frame }: Surroundings,
): void {
  const { place, set, arrivals, departures } = rule;
  const range = rule.range === undefined ? control.range : rule.range;
  if (range === undefined)
    refuse(context, OTA.missing, 'Start and End are missing on BookingRule and StatusApplicationControl', {
      place,
    });
  const setsNothing = Object.keys(set).length === 0 && arrivals === undefined && departures === undefined;
  if (setsNothing && context.faults.all.length === rule.faultsBefore) {
    refuse(context, OTA.missing, 'BookingRule sets nothing: send LengthsOfStay or RestrictionStatus', {
      place,
    });
  }
  const { codes, days } = control;
  if (codes === null || range === null || range === undefined || days === undefined) return;
  const base = { codes, range, available: undefined, amounts: [], place, recordId };
  if (Object.keys(set).length > 0) frame.add({ ...base, days, set });
  for (const part of byWeekday(arrivals, 'closed_to_arrival', days)) frame.add({ ...base, ...part });
  for (const part of byWeekday(departures, 'closed_to_departure', days)) frame.add({ ...base, ...part });
}

/** Weekdays on which a stay may begin or end, as what is closed on the others; only days that are meant at all. */
function byWeekday(
  open: Days,
  field: 'closed_to_arrival' | 'closed_to_departure',
  meant: readonly boolean[] | null,
): { days: readonly boolean[] | null; set: Restrictions }[] {
  if (open === undefined) return [];
  if (open === null) return [{ days: meant, set: { [field]: false } }];
  return [false, true].flatMap((closed) => {
    const days = open.map((on, day) => on !== closed && (meant?.[day] ?? true));
    return days.includes(true) ? [{ days, set: { [field]: closed } }] : [];
  });
}
