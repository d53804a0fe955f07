import type { DecodedContent } from '../../../core/model/connector.js';
import { childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AnswerDocument } from '../answers/answer.js';

/** An answer that holds Errors instead of what was asked for. */
export function errorAnswer(errors: XmlNode, hotelCode: string | null): DecodedContent {
  const document: AnswerDocument = {
    outcome: 'error',
    warnings: [],
    errors: childrenOf(errors, 'Error').map(({ attributes, text }) => ({
      type: attributes['Type'] ?? '',
      ...(attributes['Code'] === undefined ? {} : { code: attributes['Code'] }),
      text,
    })),
  };
  return { kind: 'document', topic: 'answer', hotel_code: hotelCode, document };
}
