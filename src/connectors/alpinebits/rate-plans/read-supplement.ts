import {
  CHARGE_TYPES,
  type Supplement,
  type SupplementPrice,
} from '../../../core/model/rate-plan-product.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { optionalFlag, optionalText, requiredAmount, requiredRange, requiredText } from '../node-values.js';
import { AB } from '../numbers.js';
import { readDescription } from './read-description.js';

type Terms = NonNullable<Supplement['terms']>;

/** A Supplement element: what holds always, or what it costs on some dates. */
export type SupplementPart =
  | {
      readonly code: string;
      readonly terms: Terms;
      readonly descriptions: Supplement['descriptions'];
    }
  | { readonly code: string; readonly price: SupplementPrice };

const DOW_PATTERN = /^[01]{7}$/;

/** Null after adding a fault. */
export function readSupplement(
  node: XmlNode,
  currency: string | null,
  context: AlpineBitsContext,
): SupplementPart | null {
  const type = requiredText(node, 'InvType', context);
  if (type !== null && type !== 'EXTRA')
    refuse(context, AB.invalidValue, `InvType ${quote(type)} is not "EXTRA"`, { place: node.place });
  const code = requiredText(node, 'InvCode', context);
  if (code === null) return null;
  const { Start: start, End: end, ChargeTypeCode: charge, MandatoryIndicator: mandatory } = node.attributes;
  const dated = start !== undefined || end !== undefined;
  if (!dated) {
    const terms = readTerms(node, context);
    const descriptions = childrenOf(node, 'Description').map(readDescription);
    return terms === null ? null : { code, terms, descriptions };
  }
  if (charge !== undefined || mandatory !== undefined) {
    const what =
      'A Supplement with dates has no ChargeTypeCode and no MandatoryIndicator; send them once without dates';
    refuse(context, AB.invalidValue, what, { place: node.place });
    return null;
  }
  const price = readPrice(node, currency, context);
  return price === null ? null : { code, price };
}

function readTerms(node: XmlNode, context: AlpineBitsContext): Terms | null {
  const code = requiredText(node, 'ChargeTypeCode', context);
  const charge = CHARGE_TYPES.find((known) => known === code);
  if (code !== null && charge === undefined) {
    const what = `ChargeTypeCode ${quote(code)} is not one of ${CHARGE_TYPES.join(', ')}`;
    refuse(context, AB.invalidValue, what, { place: node.place });
  }
  requiredText(node, 'MandatoryIndicator', context);
  const mandatory = optionalFlag(node, 'MandatoryIndicator', context);
  const added = optionalFlag(node, 'AddToBasicRateIndicator', context);
  const pattern = readPrerequisite(node, 'ALPINEBITSDOW', context);
  if (pattern !== null && !DOW_PATTERN.test(pattern))
    refuse(context, AB.invalidValue, `${quote(pattern)} is not seven of 0 and 1, Monday first`, {
      place: node.place,
    });
  if (charge === undefined || mandatory === null) return null;
  const days = pattern === null ? null : [...pattern].map((flag) => flag === '1');
  return { mandatory, charge_type: charge, added_to_rate: added ?? true, days };
}

function readPrice(
  node: XmlNode,
  currency: string | null,
  context: AlpineBitsContext,
): SupplementPrice | null {
  const range = requiredRange(node, context);
  const named = node.attributes['Amount'] !== undefined;
  const amount = named ? requiredAmount(node, 'Amount', currency, context) : null;
  const room = readPrerequisite(node, 'ROOMTYPE', context);
  return range === null ? null : { ...range, amount, room_code: room };
}

/** What the supplement depends on: nights of the week where it has no dates, else a room type. */
function readPrerequisite(
  node: XmlNode,
  expected: 'ALPINEBITSDOW' | 'ROOMTYPE',
  context: AlpineBitsContext,
): string | null {
  const prerequisite = childOf(node, 'PrerequisiteInventory');
  if (prerequisite === undefined) return null;
  if (optionalText(prerequisite, 'InvType') !== expected) {
    refuse(context, AB.invalidValue, `PrerequisiteInventory is InvType="${expected}" here`, {
      place: prerequisite.place,
    });
    return null;
  }
  return requiredText(prerequisite, 'InvCode', context);
}
