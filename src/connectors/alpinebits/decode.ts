import type { DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import { findDialect } from '../shared/find-dialect.js';
import {
  quote,
  refuse,
  type CreateMessageDecoder,
  type MessageDecoder,
  type OtaContext,
} from '../shared/opentravel/message-decoder.js';
import { LIST_ITEMS } from '../shared/opentravel/list-items.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { DOCUMENTS } from './actions.js';
import type { AlpineBitsDocument, Variant } from './document-decoder.js';
import { decodeHousekeeping } from './housekeeping.js';
import { AB, alpineBitsNumbers } from './numbers.js';
import { ALPINEBITS_DIALECTS } from './profile.js';
import { createVariant } from './variant.js';
import { isWithin, WIRE_VERSIONS, wireVersionOf, type WireVersion } from './versions.js';

/** Rate plans have thousands of rates and rules; the others are as everywhere. */
const ALPINEBITS_ITEMS: ReadonlySet<string> = new Set([
  ...LIST_ITEMS,
  'RatePlan',
  'Rate',
  'BookingRule',
  'Supplement',
  'EventReport',
]);

/** Reads one document of AlpineBits HotelData: what the `request` parameter holds, or an answer to it. */
export async function decodeAlpineBits(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const housekeeping = decodeHousekeeping(options.action);
  if (housekeeping !== null) return housekeeping;
  const messages = new Map<string, CreateMessageDecoder>();
  for (const { message } of DOCUMENTS) {
    if (!messages.has(message)) messages.set(message, decoderOf(message, options));
  }
  const dialect = findDialect(ALPINEBITS_DIALECTS, options);
  const decoded = await readOpenTravel(body, options.charset, {
    messages,
    dialect,
    listItems: ALPINEBITS_ITEMS,
  });
  return inOwnNumbers(withoutSoap(decoded));
}

/** Which of the documents with this root element is meant, or why none of them can be. */
function decoderOf(message: string, options: DecodeOptions): CreateMessageDecoder {
  const told = options.wireVersion === undefined ? null : wireVersionOf(options.wireVersion);
  if (told === null && options.wireVersion !== undefined) {
    return refusing(
      `Version ${quote(options.wireVersion)} is not spoken here; send ${WIRE_VERSIONS.join(', ')}`,
    );
  }
  const candidates = DOCUMENTS.filter((document) => document.message === message);
  const inVersion = candidates.filter((document) => told === null || isWithin(told, document));
  if (inVersion.length === 0) return refusing(wrongVersion(message, told));
  const action = options.action === undefined ? null : plainAction(options.action);
  const found =
    action === null
      ? inVersion[0]
      : inVersion.find(({ actions }) => actions.some((name) => plainAction(name) === action));
  if (found === undefined) {
    return refusing(
      `${message} does not belong to the action ${quote(options.action ?? '')}; send the request of that action`,
    );
  }
  return decoderIn(found, { told, action, options });
}

function wrongVersion(message: string, told: WireVersion | null): string {
  const others = WIRE_VERSIONS.filter((version) =>
    DOCUMENTS.some((document) => document.message === message && isWithin(version, document)),
  );
  return `${message} is not a message of version ${told ?? ''}; it belongs to ${others.join(', ')}`;
}

/** `OTA_Read:GuestRequests`, also as the handshake writes it. */
function plainAction(action: string): string {
  return action.replace(/^action_/, '').replaceAll(':', '_');
}

interface Told {
  readonly told: WireVersion | null;
  readonly action: string | null;
  readonly options: DecodeOptions;
}

function decoderIn(document: AlpineBitsDocument, { told, action, options }: Told): CreateMessageDecoder {
  const { actions } = document;
  const named =
    action === null && actions.length > 1
      ? null
      : actions.find((name) => action === null || plainAction(name) === action);
  const variant = createVariant({
    told,
    action: named ?? null,
    range: document,
    capabilities: options.capabilities,
  });
  return (context, root) => {
    const decoder = document.decode(inContext(context, variant), root);
    return {
      open: (name, attributes) => decoder.open(name, attributes),
      close: (name) => decoder.close(name),
      finish: () => decoder.finish(),
      extra: () => extraOf(variant),
    };
  };
}

function inContext(context: OtaContext, variant: Variant) {
  return {
    variant,
    faults: context.faults,
    dialect: context.dialect,
    here: () => context.here(),
    captureText: (done: (text: string) => void) => context.captureText(done),
  };
}

function extraOf({ version, action }: Variant): Readonly<Record<string, string>> {
  return { wire_version: version, ...(action === null ? {} : { action }) };
}

function refusing(text: string): CreateMessageDecoder {
  return (context): MessageDecoder => {
    refuse(context, AB.unsupported, text);
    return { open: () => true, close: () => undefined, finish: () => null };
  };
}

/** "AlpineBits, transport": no SOAP. */
function withoutSoap(decoded: DecodedMessage): DecodedMessage {
  if (!decoded.envelope.soap || decoded.content === null) return decoded;
  const message = 'A SOAP envelope around the document; send the document alone';
  const fault = { pointer: '/Envelope', code: 'MALFORMED', message, ota: AB.unsupported };
  return { ...decoded, content: null, faults: [fault] };
}

function inOwnNumbers(decoded: DecodedMessage): DecodedMessage {
  const faults = decoded.faults.map((fault) => ({ ...fault, ota: alpineBitsNumbers(fault.code, fault.ota) }));
  return { ...decoded, faults };
}
