import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { DecodedContent } from '../../../core/model/connector.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';
import { treeDecoder } from '../document-tree.js';
import { NodeCheck } from '../node-check.js';

/** One Warning or Error. A type, not an interface: it is JSON. */
export type Remark = {
  readonly type: string;
  readonly code?: string;
  readonly status?: string;
  readonly record_id?: string;
  readonly text: string;
};

/** What an answer says: `advisory` is applied, `warning` means that something was not processed as sent. */
export type AnswerDocument = {
  readonly outcome: 'success' | 'advisory' | 'warning' | 'error';
  readonly warnings: readonly Remark[];
  readonly errors: readonly Remark[];
};

const ADVISORY = '11';

/** The answers that hold no more than Success, Warnings or Errors. `message` is their root element. */
export function answerDecoder(message: string): CreateDocumentDecoder {
  return treeDecoder(message, readAnswer);
}

/** "AlpineBits, outcomes": Success, with Warnings or without, or Errors. */
export function readAnswer(root: XmlNode, context: AlpineBitsContext): DecodedContent | null {
  const check = new NodeCheck(context);
  const success = childOf(root, 'Success') !== undefined;
  const errors = childOf(root, 'Errors');
  if (success === (errors !== undefined)) {
    check.missing(
      root,
      success
        ? 'Success beside Errors; it is one or the other'
        : 'Neither Success nor Errors; one must stand here',
    );
    return null;
  }
  return { kind: 'document', topic: 'answer', hotel_code: null, document: readRemarks(root, check) };
}

export function readRemarks(root: XmlNode, check: NodeCheck): AnswerDocument {
  const errors = childrenOf(root, 'Errors', 'Error').map((node) => readRemark(node, check));
  const warnings = childrenOf(root, 'Warnings', 'Warning').map((node) => readRemark(node, check));
  const advisory = warnings.every(({ type }) => type === ADVISORY);
  const outcome =
    childOf(root, 'Errors') !== undefined
      ? 'error'
      : warnings.length === 0
        ? 'success'
        : advisory
          ? 'advisory'
          : 'warning';
  return { outcome, warnings, errors };
}

function readRemark(node: XmlNode, check: NodeCheck): Remark {
  const { Type: type, Code: code, Status: status, RecordID: record } = node.attributes;
  if (type === undefined)
    check.missing(node, `Type is missing on ${node.name}; write a number of the code list EWT`);
  return {
    type: type ?? '',
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(record === undefined ? {} : { record_id: record }),
    text: node.text.trim(),
  };
}
