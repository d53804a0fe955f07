import type { AriAmount, Restrictions } from '../../../core/model/ari.js';
import type { XmlAttributes } from '../xml-reader.js';
import { readRange, type DateRange } from './application-control.js';
import { readDays } from './day-flags.js';
import { readRateStayLimits } from './length-of-stay.js';
import { quote, refuse, type OtaContext, type Place } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

type Days = readonly boolean[] | null | undefined;

/** One Rate of the RateAmountMessage being read. */
export interface Rate {
  readonly place: Place;
  readonly faultsBefore: number;
  readonly range: DateRange | null | undefined;
  readonly days: Days;
  readonly currency: string | undefined;
  readonly set: Restrictions;
  readonly amounts: AriAmount[];
}

export function openRate(attributes: XmlAttributes, context: OtaContext): Rate {
  const place = context.here();
  const faultsBefore = context.faults.all.length;
  const { RateTimeUnit: unit = 'Day', UnitMultiplier: multiplier = '1' } = attributes;
  if (unit !== 'Day' || multiplier.trim() !== '1') {
    const what = `RateTimeUnit ${quote(unit)} with UnitMultiplier ${quote(multiplier)}`;
    refuse(context, OTA.unable, `${what} is not supported; send prices of one Day`, {
      code: 'UNSUPPORTED_UPDATE',
    });
  }
  return {
    place,
    faultsBefore,
    range: readRange(attributes, context),
    days: readDays(attributes, context),
    currency: attributes['CurrencyCode'],
    set: readRateStayLimits(attributes, context),
    amounts: [],
  };
}
