import type { DecodedContent, JsonValue } from '../../../core/model/connector.js';
import { toJson } from '../document-json.js';
import { attributeOf, childOf, childrenOf, findAll, type XmlNode } from '../xml-tree.js';
import type { CreateMessageDecoder } from './message-decoder.js';
import { createTreeMessage } from './tree-message.js';

const ANSWERS = [
  'OTA_HotelAvailNotifRS',
  'OTA_HotelRateAmountNotifRS',
  'OTA_HotelInvCountNotifRS',
  'OTA_HotelBookingRuleNotifRS',
  'OTA_HotelResNotifRS',
  'OTA_HotelResModifyNotifRS',
  'OTA_CancelRS',
  'OTA_HotelAvailRS',
  'OTA_NotifReportRS',
  'OTA_PingRS',
  'OTA_ErrorRS',
] as const;

/** Answers, for who wants to read the other half of a conversation: documents of the topic `answer`. */
export const ANSWER_MESSAGES: ReadonlyMap<string, CreateMessageDecoder> = new Map(
  ANSWERS.map((name) => [name, createTreeMessage(name, (root) => ({ finish: () => toAnswer(root) }))]),
);

/** Success xor Errors, warnings beside it, and whatever else stands in it. */
export function toAnswer(root: XmlNode): DecodedContent {
  const errors = childrenOf(root, 'Errors', 'Error').map(toVerdict);
  const warnings = childrenOf(root, 'Warnings', 'Warning').map(toVerdict);
  const [hotel] = findAll(root, 'BasicPropertyInfo', 'HotelRef').flatMap(
    (node) => attributeOf(node, 'HotelCode') ?? [],
  );
  const rest = root.children.filter(({ name }) => !['Success', 'Errors', 'Warnings'].includes(name));
  const document: JsonValue = {
    success: childOf(root, 'Success') !== undefined,
    errors,
    warnings,
    ...(rest.length === 0 ? {} : { content: toJson({ ...root, attributes: {}, children: rest }) }),
  };
  return { kind: 'document', topic: 'answer', hotel_code: hotel ?? null, document };
}

function toVerdict(node: XmlNode): JsonValue {
  return {
    type: attributeOf(node, 'Type'),
    code: attributeOf(node, 'Code'),
    text: node.text === '' ? attributeOf(node, 'ShortText') : node.text,
    record: attributeOf(node, 'RecordID'),
    at: attributeOf(node, 'Tag'),
  };
}
