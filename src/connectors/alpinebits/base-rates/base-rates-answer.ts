import type { DecodedContent, MessageOutcome } from '../../../core/model/connector.js';
import type { RatePlanProduct } from '../../../core/model/rate-plan-product.js';
import { refuse } from '../../shared/opentravel/message-decoder.js';
import { ItemTree } from '../../shared/opentravel/item-tree.js';
import type { XmlNode } from '../../shared/xml-tree.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { CreateDocumentDecoder } from '../document-decoder.js';
import { errorAnswer } from '../guest-requests/error-answer.js';
import { AB } from '../numbers.js';
import { createBaseRatePlans } from '../rate-plans/decode-rate-plans.js';
import { planElement } from '../rate-plans/write-rate-plans.js';

/** What was found for a pull. `rates` left out where names alone were asked for. A type, not an interface: it is JSON. */
export type BaseRatesFound = {
  readonly hotel_code: string;
  readonly products: readonly RatePlanProduct[];
  /** Why it is not all that was asked for. */
  readonly warning: string | null;
};

/** OTA_HotelRatePlanRS: rate plans as in a push, beside Success, or Errors. */
export const createBaseRatesResponse: CreateDocumentDecoder = (context, root) => {
  const plans = createBaseRatePlans(context, root);
  const remarks = new ItemTree(context);
  const parts = new Map<string, XmlNode>();
  let inPlans = false;
  return {
    open(name, attributes) {
      if (!inPlans && !remarks.isOpen && name === 'RatePlans') inPlans = true;
      if (inPlans) return plans.open(name, attributes);
      remarks.start(name, attributes);
      return true;
    },
    close(name) {
      if (inPlans) {
        plans.close(name);
        if (name === 'RatePlans') inPlans = false;
        return;
      }
      const part = remarks.end();
      if (part !== null) parts.set(part.name, part);
    },
    finish(): DecodedContent | null {
      const errors = parts.get('Errors');
      if (errors !== undefined) return errorAnswer(errors, null);
      if (!parts.has('Success')) refuse(context, AB.missing, 'Neither Success nor Errors');
      return plans.finish();
    },
  };
};

/** The rate plans that were found; null where the common answers do. */
export function answerBaseRates(outcome: MessageOutcome): readonly XmlElement[] | null {
  if (outcome.kind !== 'document') return null;
  const { hotel_code, products, warning } = outcome.document as unknown as BaseRatesFound;
  const warnings =
    warning === null ? [] : [element('Warnings', {}, element('Warning', { Type: 3 }, warning))];
  const plans = products.map((product) => planElement(product, undefined));
  return [
    element('Success'),
    ...warnings,
    ...(plans.length === 0 ? [] : [element('RatePlans', { HotelCode: hotel_code }, ...plans)]),
  ];
}
