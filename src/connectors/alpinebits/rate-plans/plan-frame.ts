import { isCurrency } from '../../../core/model/money.js';
import type { RatePlanProduct } from '../../../core/model/rate-plan-product.js';
import { quote, refuse, type Place } from '../../shared/opentravel/message-decoder.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';

type Action = RatePlanProduct['action'];

const RATE_CODE_LENGTH = 64;

/** The frame of one RatePlan: what its attributes say. */
export interface PlanFrame {
  readonly action: Action;
  readonly rate_code: string;
  readonly currency: string | null;
  readonly attributes: XmlAttributes;
  readonly place: Place;
}

/** Reads the attributes of a RatePlan; null after adding a fault. */
export function readFrame(
  attributes: XmlAttributes,
  { completeSet, isNotif }: { readonly completeSet: boolean; readonly isNotif: boolean },
  context: AlpineBitsContext,
): PlanFrame | null {
  const { RatePlanNotifType: type, RatePlanCode: code = '', CurrencyCode: currency } = attributes;
  const action = isNotif ? actionOf(type, completeSet, context) : 'full';
  const fault = (numbers: (typeof AB)[keyof typeof AB], text: string): null => {
    refuse(context, numbers, text);
    return null;
  };
  if (action === null) return null;
  if (code.trim() === '')
    return fault(AB.missing, 'RatePlanCode is missing; write the code of the rate plan');
  if (code.length > RATE_CODE_LENGTH)
    return fault(AB.invalidValue, `RatePlanCode ${quote(code)} is longer than ${RATE_CODE_LENGTH}`);
  if (currency === undefined && action !== 'remove')
    return fault(AB.missing, 'CurrencyCode is missing; write an ISO 4217 code such as EUR');
  if (currency !== undefined && !isCurrency(currency))
    return fault(AB.invalidValue, `CurrencyCode ${quote(currency)} is not an ISO 4217 code such as EUR`);
  return { action, rate_code: code, currency: currency ?? null, attributes, place: context.here() };
}

/** "AlpineBits, RatePlans": New became Full in 2024-10, both are kept. */
function actionOf(type: string | undefined, completeSet: boolean, context: AlpineBitsContext): Action | null {
  const { variant } = context;
  switch (type) {
    case 'New':
      return 'full';
    case 'Full':
      if (variant.offers({ since: '2024-10' })) return 'full';
      refuse(context, AB.invalidValue, 'RatePlanNotifType "Full" came with 2024-10; send "New"');
      return null;
    case 'Remove':
      return 'remove';
    case 'Overlay':
      if (completeSet) refuse(context, AB.invalidValue, 'An Overlay inside a CompleteSet; send "New" in it');
      else if (!variant.accepts('overlay')) refuse(context, AB.unsupported, 'Overlay was not agreed on');
      return 'overlay';
    case undefined:
      refuse(context, AB.missing, 'RatePlanNotifType is missing; send New, Overlay or Remove');
      return null;
    default: {
      const known = 'New, Full, Overlay or Remove';
      refuse(context, AB.invalidValue, `RatePlanNotifType ${quote(type)} is not one of ${known}`);
      return null;
    }
  }
}

/** An xs:boolean; null where the attribute is absent. */
export function isTrue(text: string | undefined): boolean | null {
  if (text === undefined) return null;
  return text === 'true' || text === '1';
}
