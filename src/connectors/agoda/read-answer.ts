import type { ItemVerdict, PushOutcome, WireAnswer, WireRequest } from '../../core/model/channel-codec.js';
import { httpVerdict } from '../shared/http-verdict.js';
import { attributeOf, findAll, readXmlAnswer, textOf, type XmlNode } from '../shared/xml-tree.js';

const ERRORS = ['error', 'Error'] as const;
const WARNINGS = ['warning', 'Warning'] as const;
const MAPPING = /room|rate ?plan|property/i;

/** A request is taken whole or not at all; a warning says that part of it was not applied as sent. */
export function readAnswer(request: WireRequest, answer: WireAnswer): PushOutcome {
  const http = httpVerdict(answer);
  if (http !== null) return http;
  const root = readXmlAnswer(answer.body);
  if (root === null) {
    const message = 'HTTP 200, but the answer is no XML';
    return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
  }
  const errors = findAll(root, ...ERRORS).map((node) => toVerdict(node, request));
  const [first] = errors;
  if (first !== undefined) {
    const mapping = errors.every(({ message }) => MAPPING.test(message));
    return { kind: 'rejected', code: first.code, message: first.message, items: errors, mapping };
  }
  const warnings = findAll(root, ...WARNINGS).map((node) => toVerdict(node, request));
  if (warnings.length > 0) return { kind: 'partial', items: warnings };
  if (findAll(root, 'success', 'Success').length > 0 || root.name === 'success')
    return { kind: 'accepted', warnings: [], reference: attributeOf(root, 'id', 'EchoToken') };
  const message = 'HTTP 200, but the answer says neither success nor error';
  return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
}

function toVerdict(node: XmlNode, { items }: WireRequest): ItemVerdict {
  const code = attributeOf(node, 'code', 'Code', 'Type') ?? textOf(node, 'code') ?? 'UNKNOWN';
  const message =
    attributeOf(node, 'description', 'ShortText') ??
    textOf(node, 'description') ??
    (node.text || `Code ${code}`);
  const locator = attributeOf(node, 'RecordID', 'LocatorID');
  const item = locator !== null && /^\d{1,6}$/.test(locator) ? (items[Number(locator) - 1] ?? null) : null;
  return { item, code, message };
}
