import type { DecodedContent, DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import { FaultList } from '../shared/fault-list.js';
import { findDialect } from '../shared/find-dialect.js';
import { ANSWER_MESSAGES } from '../shared/opentravel/answer-message.js';
import { createHotelAvailNotif } from '../shared/opentravel/hotel-avail-notif.js';
import { createHotelInvCountNotif } from '../shared/opentravel/hotel-inv-count-notif.js';
import { createHotelRateAmountNotif } from '../shared/opentravel/hotel-rate-amount-notif.js';
import { quote, refuse, type CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';
import { attributeOf, readRootName, readXmlTree, type XmlNode } from '../shared/xml-tree.js';
import { DOCUMENTS, readDocument } from './documents.js';
import { GOOGLE_DIALECTS } from './profile.js';
import { readRemoval } from './remove-rates.js';

const ECHO_TOKEN = /^[A-Za-z0-9_-]{1,128}$/;

const ARI: readonly (readonly [string, CreateMessageDecoder])[] = [
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
  ['OTA_HotelAvailNotifRQ', createHotelAvailNotif],
  ['OTA_HotelInvCountNotifRQ', createHotelInvCountNotif],
];

const MESSAGES: ReadonlyMap<string, CreateMessageDecoder> = new Map([
  ...ANSWER_MESSAGES,
  ...ARI.map(([name, create]) => [name, withEchoToken(create)] as const),
]);

/** The messages that it reads, by root element. */
export const GOOGLE_MESSAGES: readonly string[] = [...ARI.map(([name]) => name), ...DOCUMENTS.keys()];

/** "EchoToken: allowed characters are a-z, A-Z, 0-9, _ and -". */
function withEchoToken(create: CreateMessageDecoder): CreateMessageDecoder {
  return (context, root) => {
    const { EchoToken: token } = root;
    if (token !== undefined && !ECHO_TOKEN.test(token)) {
      const message = `EchoToken ${quote(token)} has other characters than a-z, A-Z, 0-9, _ and -`;
      refuse(context, OTA.invalidValue, message);
    }
    return create(context, root);
  };
}

/** Rates and availability in OpenTravel's messages, everything else as a document. A missing namespace is no fault. */
export async function decodeGoogle(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const name = await readRootName(body, options.charset);
  const dialect = findDialect(GOOGLE_DIALECTS, options);
  if (DOCUMENTS.has(name ?? '') || (name?.endsWith('Response') ?? false)) {
    return readTree(body, options, { name, read: readDocument });
  }
  const decoded = await readOpenTravel(body, options.charset, { messages: MESSAGES, dialect });
  // Removing is refused by who reads prices, for there are none: it is read as what it is.
  if (name === 'OTA_HotelRateAmountNotifRQ' && decoded.content === null) {
    const removal = await readTree(body, options, { name, read: readIfRemoval });
    if (removal.content !== null || removal.faults.some(({ code }) => code !== 'UNSUPPORTED_UPDATE'))
      return removal;
  }
  return decoded;
}

function readIfRemoval(root: XmlNode, faults: FaultList): DecodedContent | null {
  if (attributeOf(root, 'NotifType') === 'Remove') return readRemoval(root, faults);
  faults.add({ code: 'UNSUPPORTED_UPDATE', message: 'Not a removal', place: root.place });
  return null;
}

interface Reading {
  readonly name: string | null;
  readonly read: (root: XmlNode, faults: FaultList) => DecodedContent | null;
}

async function readTree(
  body: Uint8Array,
  { charset }: DecodeOptions,
  { name, read }: Reading,
): Promise<DecodedMessage> {
  const faults = new FaultList(
    () => ({ at: '/' }),
    () => undefined,
  );
  const root = await readXmlTree(body, charset, { faults });
  const content = root === null ? null : read(root, faults);
  const node = root ?? undefined;
  const envelope = {
    message: name,
    soap: false,
    echo_token: attributeOf(node, 'EchoToken', 'id'),
    version: attributeOf(node, 'Version'),
    credentials: null,
  };
  return { envelope, content: faults.isEmpty ? content : null, faults: faults.all };
}
