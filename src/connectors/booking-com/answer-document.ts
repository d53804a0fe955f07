import type { DecodedContent, JsonValue } from '../../core/model/connector.js';
import { attributeOf, findAll, textOf, type XmlNode } from '../shared/xml-tree.js';

/** Roots of B.XML answers. */
export const BXML_ANSWERS: ReadonlySet<string> = new Set([
  'ok',
  'response',
  'error',
  'errors',
  'warnings',
  'fault',
]);

const ERRORS: readonly string[] = ['error', 'fault'];

/** An answer of B.XML as a document, in the shape that answers of OpenTravel have. */
export function readBxmlAnswer(root: XmlNode): DecodedContent {
  const all = [root, ...findAll(root, 'error', 'fault', 'warning', 'ok', 'success')];
  const errors = all.filter(({ name }) => ERRORS.includes(name));
  const document: JsonValue = {
    success: all.some(({ name }) => name === 'ok' || name === 'success'),
    errors: errors.map(toVerdict),
    warnings: all.filter(({ name }) => name === 'warning').map(toVerdict),
  };
  return { kind: 'document', topic: 'answer', hotel_code: null, document };
}

function toVerdict(node: XmlNode): JsonValue {
  return { code: codeOf(node), text: messageOf(node) };
}

export function codeOf(node: XmlNode): string {
  return attributeOf(node, 'Code', 'code', 'Type') ?? textOf(node, 'code') ?? 'UNKNOWN';
}

export function messageOf(node: XmlNode): string {
  const said = attributeOf(node, 'ShortText', 'string', 'message') ?? textOf(node, 'message');
  return said ?? (node.text === '' ? `Code ${codeOf(node)}` : node.text);
}
