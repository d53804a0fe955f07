import type { AriAmount } from '../../../core/model/ari.js';
import type { DecodedContent } from '../../../core/model/connector.js';
import type { XmlAttributes } from '../xml-reader.js';
import { readControl, type Control } from './application-control.js';
import { AriFrame, isDestination, recordIdOf } from './ari-frame.js';
import { extraGuestOf, readBaseAmount, readExtraGuest, type ExtraGuest } from './guest-amount.js';
import { NO_RESTRICTIONS } from './length-of-stay.js';
import {
  isPointOfSale,
  refuse,
  type CreateMessageDecoder,
  type MessageDecoder,
  type OtaContext,
  type Place,
} from './message-decoder.js';
import { OTA } from './ota-numbers.js';
import { openRate, type Rate } from './rate-element.js';

interface Item {
  readonly place: Place;
  readonly faultsBefore: number;
  /** The sender's own number of the item, for its mapping of errors. */
  recordId: string | undefined;
  readonly rates: Rate[];
  control: Control | undefined;
  /** Whom an AdditionalGuestAmount is for whose price is in a child element. */
  extra: ExtraGuest | null;
}

interface Surroundings {
  readonly context: OtaContext;
  readonly frame: AriFrame;
}

const GRAMMAR = {
  message: 'OTA_HotelRateAmountNotifRQ',
  list: 'RateAmountMessages',
  item: 'RateAmountMessage',
  allowsCompleteSet: false,
};

/** OTA_HotelRateAmountNotifRQ: prices of nights ("pmsXchange, rates"). Dates stand on Rate or on the control above it. */
export const createHotelRateAmountNotif: CreateMessageDecoder = (context, root) => {
  if (root['NotifType'] === 'Remove') {
    const text = 'NotifType Remove is not supported; close the rate with OTA_HotelAvailNotifRQ';
    refuse(context, OTA.unable, text, { code: 'UNSUPPORTED_UPDATE' });
  }
  return new RateAmountDecoder({ context, frame: new AriFrame(context, root, GRAMMAR) });
};

/** A class, not closures: these messages are the largest, and V8 keeps machine code for methods alone over documents. */
class RateAmountDecoder implements MessageDecoder {
  private item: Item | null = null;

  constructor(private readonly around: Surroundings) {}

  open(name: string, attributes: XmlAttributes): boolean {
    const { item, around } = this;
    if (item !== null) return openInItem(item, name, attributes, around);
    if (name === 'RateAmountMessages') around.frame.hotel(attributes['HotelCode']);
    else if (name === 'RateAmountMessage') this.item = openItem(around);
    else return name === 'UniqueID' || isPointOfSale(name);
    return true;
  }

  close(name: string): void {
    const { item, around } = this;
    if (item === null) return;
    if (name === 'AdditionalGuestAmount') closeExtra(item, around.context);
    if (name !== 'RateAmountMessage') return;
    closeItem(item, around);
    around.frame.nameFaults(item);
    this.item = null;
  }

  finish(): DecodedContent {
    return this.around.frame.finish();
  }
}

function openItem({ context, frame }: Surroundings): Item {
  const place = frame.openItem();
  const faultsBefore = context.faults.all.length;
  return { place, faultsBefore, recordId: undefined, rates: [], control: undefined, extra: null };
}

function openInItem(
  item: Item,
  name: string,
  attributes: XmlAttributes,
  { context, frame }: Surroundings,
): boolean {
  const rate = item.rates[item.rates.length - 1];
  switch (name) {
    case 'StatusApplicationControl':
      frame.hotel(attributes['HotelCode']);
      item.control = readControl(attributes, context, item.control);
      return true;
    case 'Rate':
      item.rates.push(openRate(attributes, context));
      return true;
    case 'BaseByGuestAmt':
      addAmount(rate, readBaseAmount(attributes, rate?.currency, context));
      return true;
    case 'AdditionalGuestAmount':
      openExtra(item, attributes, context);
      return true;
    case 'Amount':
      if (item.extra === null) return false;
      addAmount(rate, readExtraGuest(attributes, rate?.currency, { extra: item.extra, context }));
      item.extra = null;
      return true;
    case 'UniqueID':
      item.recordId ??= recordIdOf(attributes);
      return true;
    default:
      return CONTAINERS.has(name) || isDestination(name);
  }
}

const CONTAINERS: ReadonlySet<string> = new Set(['Rates', 'BaseByGuestAmts', 'AdditionalGuestAmounts']);

/** The price stands on the element itself, or on an Amount below it. */
function openExtra(item: Item, attributes: XmlAttributes, context: OtaContext): void {
  const extra = extraGuestOf(attributes['AgeQualifyingCode'], context);
  if (extra === null) return;
  const rate = item.rates.at(-1);
  const { AmountAfterTax: after, AmountBeforeTax: before, Amount: plain } = attributes;
  item.extra = after === undefined && before === undefined && plain === undefined ? extra : null;
  if (item.extra === null) addAmount(rate, readExtraGuest(attributes, rate?.currency, { extra, context }));
}

function closeExtra(item: Item, context: OtaContext): void {
  if (item.extra !== null)
    refuse(context, OTA.missing, 'AdditionalGuestAmount has no amount; send AmountAfterTax');
  item.extra = null;
}

function addAmount(rate: Rate | undefined, amount: AriAmount | null): void {
  if (amount !== null) rate?.amounts.push(amount);
}

function closeItem(item: Item, { context, frame }: Surroundings): void {
  const { place, control, rates } = item;
  if (control === undefined) {
    refuse(context, OTA.missing, 'StatusApplicationControl is missing: no room and no rate plan', { place });
    return;
  }
  if (rates.length === 0)
    refuse(context, OTA.missing, 'RateAmountMessage has no Rate, so it says nothing', { place });
  for (const rate of rates) closeRate(rate, { control, recordId: item.recordId }, { context, frame });
}

interface OfItem {
  readonly control: Control;
  readonly recordId: string | undefined;
}

function closeRate(rate: Rate, { control, recordId }: OfItem, { context, frame }: Surroundings): void {
  const { place, set, amounts } = rate;
  if (amounts.length === 0 && set === NO_RESTRICTIONS && context.faults.all.length === rate.faultsBefore) {
    refuse(context, OTA.missing, 'Rate sets nothing: send BaseByGuestAmt', { place });
  }
  const range = rate.range === undefined ? control.range : rate.range;
  if (range === undefined)
    refuse(context, OTA.missing, 'Start and End are missing on Rate and on StatusApplicationControl', {
      place,
    });
  if (control.codes === null || range === null || range === undefined) return;
  if (rate.days === undefined || control.days === undefined) return;
  const days = bothDays(rate.days, control.days);
  if (days !== null && !days.includes(true)) {
    refuse(context, OTA.invalidValue, 'The day flags of Rate and StatusApplicationControl share no day', {
      place,
    });
    return;
  }
  frame.add({ codes: control.codes, range, days, available: undefined, set, amounts, place, recordId });
}

function bothDays(a: readonly boolean[] | null, b: readonly boolean[] | null): readonly boolean[] | null {
  if (a === null || b === null) return a ?? b;
  return a.map((on, day) => on && b[day] === true);
}
