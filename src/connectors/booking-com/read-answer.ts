import type { ItemVerdict, PushOutcome, WireAnswer, WireRequest } from '../../core/model/channel-codec.js';
import { httpVerdict } from '../shared/http-verdict.js';
import { attributeOf, findAll, readXmlAnswer, textOf, type XmlNode } from '../shared/xml-tree.js';
import { codeOf, messageOf } from './answer-document.js';

/** Elements of either grammar that tell of something not applied. */
const TROUBLE = ['Error', 'Warning', 'error', 'warning', 'fault'] as const;
const ROOM_OR_RATE = /ROOM|RATE|^(?:249|402|783|436)$/;
/** The first occurrence was applied, and that is what was sent: requests name no date twice. */
const HARMLESS: ReadonlySet<string> = new Set(['WARN_DUPLICATE_DATES']);

/**
 * "Results": 200 when at least one update worked, with errors and warnings inside; 400 when none did or the schema was broken, 401
 * and 403 for who we are. A 200 that holds an error is partial, one that holds neither Success nor ok is no success.
 */
export function readAnswer(request: WireRequest, answer: WireAnswer): PushOutcome {
  const root = readXmlAnswer(answer.body);
  const troubles =
    root === null
      ? []
      : [root, ...findAll(root, ...TROUBLE)].filter(isTrouble).map((node) => toVerdict(node, request));
  const serious = troubles.filter(({ code }) => !HARMLESS.has(code));
  const http = httpVerdict(answer);
  if (http !== null) return http.kind === 'rejected' ? rejected(http, serious) : http;
  if (serious.length > 0) return { kind: 'partial', items: serious };
  if (root === null || !isSuccess(root)) {
    const message = 'HTTP 200, but the answer says neither Success nor ok';
    return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
  }
  return {
    kind: 'accepted',
    warnings: troubles.map(({ message }) => message),
    reference: referenceOf(answer),
  };
}

function isTrouble({ name }: XmlNode): boolean {
  return TROUBLE.some((trouble) => trouble === name);
}

function rejected(http: PushOutcome & { kind: 'rejected' }, items: readonly ItemVerdict[]): PushOutcome {
  const [first] = items;
  if (first === undefined) return http;
  const mapping = items.every(({ code }) => ROOM_OR_RATE.test(code));
  return { ...http, code: first.code, message: first.message, items, mapping };
}

function toVerdict(node: XmlNode, request: WireRequest): ItemVerdict {
  return { item: itemOf(node, request), code: codeOf(node), message: messageOf(node) };
}

/** The item that the answer names, by the LocatorID that it was sent with, or by its room and rate. */
function itemOf(node: XmlNode, { items }: WireRequest): ItemVerdict['item'] {
  const number = attributeOf(node, 'RecordID', 'LocatorID');
  if (number !== null && /^\d{1,6}$/.test(number)) return items[Number(number) - 1] ?? null;
  const room = attributeOf(node, 'room_id', 'room') ?? textOf(node, 'room_id');
  const rate = attributeOf(node, 'rate_id', 'rate') ?? textOf(node, 'rate_id');
  if (room === null) return null;
  return items.find((item) => item.room_code === room && (rate === null || item.rate_code === rate)) ?? null;
}

function isSuccess(root: XmlNode): boolean {
  return root.name === 'ok' || findAll(root, 'Success', 'success', 'ok').length > 0;
}

/** Booking.com's own number of the exchange, for its support ("RUID" in a comment). */
function referenceOf({ body, headers }: WireAnswer): string | null {
  return /RUID:\s*\[([^\]]{1,200})\]/.exec(body)?.[1]?.trim() ?? headers['ruid'] ?? null;
}
