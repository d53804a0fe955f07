import type { ItemVerdict, PushOutcome, WireAnswer, WireRequest } from '../../../core/model/channel-codec.js';
import { httpVerdict } from '../http-verdict.js';
import {
  attributeOf,
  childOf,
  childrenOf,
  findAll,
  readXmlAnswer,
  textOf,
  type XmlNode,
} from '../xml-tree.js';

/** Code list ERR: the same message may go through later. */
const PASSING: ReadonlySet<string> = new Set(['187', '188', '191', '197', '366', '447', '784', '888']);
/** Code list ERR: it is the pair of room and rate plan that the channel does not know. */
const MAPPING: ReadonlySet<string> = new Set(['249', '402', '436', '783']);
const AUTHENTICATION = '4';
const SYSTEM_ERROR = '448';
/** Code list EWT: a word of advice, nothing was left out. */
const ADVISORY = '11';

/**
 * What an OpenTravel answer says of a push ("OTA, response grammar"): Success xor Errors; a Warning that is not mere advice means
 * that something was not processed as sent.
 */
export function readOpenTravelAnswer(request: WireRequest, answer: WireAnswer): PushOutcome {
  const root = readXmlAnswer(answer.body);
  const http = httpVerdict(answer);
  if (root === null) return http ?? unreadable(answer);
  const fault = findAll(root, 'Fault')[0];
  if (fault !== undefined) return faultVerdict(fault, http);
  const body = childOf(root, 'Body')?.children[0] ?? root;
  const errors = childrenOf(body, 'Errors', 'Error').map((node) => toVerdict(node, request));
  if (errors.length > 0) return errorVerdict(errors, childrenOf(body, 'Errors', 'Error'));
  if (http !== null) return http;
  if (childOf(body, 'Success') === undefined) return unreadable(answer);
  if (answersAnother(body.name, request)) return otherAnswer(body.name, request);
  return successVerdict(childrenOf(body, 'Warnings', 'Warning'), request, body);
}

function successVerdict(warnings: readonly XmlNode[], request: WireRequest, body: XmlNode): PushOutcome {
  const serious = warnings.filter((node) => attributeOf(node, 'Type') !== ADVISORY);
  if (serious.length > 0) return { kind: 'partial', items: serious.map((node) => toVerdict(node, request)) };
  return {
    kind: 'accepted',
    warnings: warnings.map((node) => textOfVerdict(node)),
    reference: attributeOf(findAll(body, 'HotelReservationID')[0], 'ResID_Value'),
  };
}

function errorVerdict(items: readonly ItemVerdict[], nodes: readonly XmlNode[]): PushOutcome {
  const { code, message } = items[0] ?? { code: 'UNKNOWN', message: 'Errors without an Error' };
  if (nodes.every(isPassing)) return { kind: 'retry', after_seconds: null, code, message };
  const mapping = items.every((item) => MAPPING.has(item.code));
  return { kind: 'rejected', code, message, items, mapping };
}

/** "SiteConnect, errors": 448 is wrong credentials under type 4, and trouble of the system under any other. */
function isPassing(node: XmlNode): boolean {
  const code = attributeOf(node, 'Code') ?? '';
  return PASSING.has(code) || (code === SYSTEM_ERROR && attributeOf(node, 'Type') !== AUTHENTICATION);
}

function faultVerdict(fault: XmlNode, http: PushOutcome | null): PushOutcome {
  const code = textOf(fault, 'faultcode') ?? 'SOAP_FAULT';
  const message = textOf(fault, 'faultstring') ?? 'SOAP fault';
  if (/client/i.test(code)) return { kind: 'rejected', code, message, items: [], mapping: false };
  const after = http?.kind === 'retry' ? http.after_seconds : null;
  return { kind: 'retry', after_seconds: after, code, message };
}

function toVerdict(node: XmlNode, { items }: WireRequest): ItemVerdict {
  const number = attributeOf(node, 'RecordID') ?? '';
  const named = /^\d{1,6}$/.test(number) ? items[Number(number) - 1] : undefined;
  const code = attributeOf(node, 'Code', 'Type') ?? 'UNKNOWN';
  return {
    item: named ?? (items.length === 1 ? (items[0] ?? null) : null),
    code,
    message: textOfVerdict(node),
  };
}

function textOfVerdict(node: XmlNode): string {
  return node.text === '' ? (attributeOf(node, 'ShortText') ?? 'no reason given') : node.text;
}

/** "OTA, response grammar": OTA_...RQ is answered by the RS of its own name. A name that is no RS tells nothing. */
function answersAnother(name: string, { message }: WireRequest): boolean {
  return /^OTA_\w+RS$/.test(name) && /^OTA_\w+RQ$/.test(message) && name !== message.replace(/RQ$/, 'RS');
}

function otherAnswer(name: string, { message: sent }: WireRequest): PushOutcome {
  const message = `${name} with Success, which is no answer to ${sent}`;
  return { kind: 'retry', after_seconds: null, code: 'OTHER_ANSWER', message };
}

function unreadable({ status }: WireAnswer): PushOutcome {
  const message = `HTTP ${status}, but the answer says neither Success nor Errors`;
  return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
}
