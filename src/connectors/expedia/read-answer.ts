import type {
  ItemVerdict,
  PushOutcome,
  WireAnswer,
  WireItem,
  WireRequest,
} from '../../core/model/channel-codec.js';
import { httpVerdict } from '../shared/http-verdict.js';
import { attributeOf, childOf, findAll, readXmlAnswer, type XmlNode } from '../shared/xml-tree.js';

/** Derived rate plans take no updates, unknown rooms and rate plans are not set up: the pair is wrong, not the message. */
const MAPPING: ReadonlySet<number> = new Set([3142, 3203, 3204, 7023, 7024]);

/**
 * "Expedia, AR errors": Success, perhaps with warnings for what was not applied, or Errors and nothing applied. The number says whether
 * the same message may be sent again.
 */
export function readExpediaAnswer(request: WireRequest, answer: WireAnswer): PushOutcome {
  const root = readXmlAnswer(answer.body);
  const errors = root === null ? [] : findAll(root, 'Error').map((node) => toVerdict(node, request));
  if (errors.length > 0) return errorOutcome(errors);
  const http = httpVerdict(answer);
  if (http !== null) return http;
  if (root === null || childOf(root, 'Success') === undefined) {
    const message = `HTTP ${answer.status}, but the answer says neither Success nor Error`;
    return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
  }
  const warnings = findAll(root, 'Warning').map((node) => toVerdict(node, request));
  if (warnings.length > 0) return { kind: 'partial', items: warnings };
  return { kind: 'accepted', warnings: [], reference: null };
}

function errorOutcome(items: readonly ItemVerdict[]): PushOutcome {
  const { code, message } = items[0] ?? { code: 'UNKNOWN', message: 'Error' };
  if (items.every((item) => mayPass(Number(item.code)))) {
    return { kind: 'retry', after_seconds: null, code, message };
  }
  const mapping = items.every((item) => MAPPING.has(Number(item.code)));
  return { kind: 'rejected', code, message, items, mapping };
}

/** 4000 to 4099, 4206 and 5000 pass by themselves; 4100 and 4101, credentials and what is wrong with a message do not. */
function mayPass(code: number): boolean {
  return (code >= 4000 && code <= 4099) || code === 4206 || code === 5000;
}

function toVerdict(node: XmlNode, request: WireRequest): ItemVerdict {
  const code = attributeOf(node, 'code') ?? 'UNKNOWN';
  return { item: itemIn(node.text, request), code, message: node.text };
}

/** "Inventory date 2026-10-01; Room Type ID 352546; ...": the product and night that a text is about. */
function itemIn(text: string, { items }: WireRequest): WireItem | null {
  const rate = /rate ?plan (?:id|code)?:? ?([\w-]+)/i.exec(text)?.[1];
  const room = /room ?type (?:id|code)?:? ?([\w-]+)/i.exec(text)?.[1];
  const date = /\b\d{4}-\d{2}-\d{2}\b/.exec(text)?.[0];
  const found = items.find(
    (item) =>
      (room === undefined || item.room_code === room) &&
      (rate === undefined || item.rate_code === rate) &&
      (room !== undefined || rate !== undefined) &&
      (date === undefined || (item.from <= date && date <= item.to)),
  );
  if (found === undefined) return null;
  return date === undefined ? found : { ...found, from: date, to: date };
}
