import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AppError, type Fault } from '../core/model/errors.js';

export interface OtaAnswer {
  /** Root element of the answer, for example OTA_HotelAvailNotifRS. */
  readonly message: string;
  readonly accepted: boolean;
  readonly faults: readonly Fault[];
}

const LISTS: ReadonlySet<string> = new Set(['Error', 'Warning']);

// Codes stay text, entities stay as they are, one child is a list like two (the parser's defaults do none of it).
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  removeNSPrefix: true,
  isArray: (name) => LISTS.has(name),
});

type Node = Readonly<Record<string, unknown>>;

/**
 * Reads the verdict of an OTA response, plain or in SOAP 1.1: Success or Errors ("OpenTravel, response grammar").
 * @throws AppError UNAVAILABLE when the answer is not one.
 */
export function readOtaAnswer(xml: string): OtaAnswer {
  if (XMLValidator.validate(xml) !== true) throw notOta();
  const document = asNode(parser.parse(xml));
  const envelope = asNode(document['Envelope']);
  const body = document['Envelope'] === undefined ? document : asNode(envelope['Body']);
  const [message, content] =
    Object.entries(body).find(([name]) => name === 'Fault' || name.startsWith('OTA_')) ?? [];
  if (message === undefined) throw notOta();
  const answer = asNode(content);
  if (message === 'Fault') {
    const text = asText(answer['faultstring']) ?? 'SOAP fault';
    return { message: 'Fault', accepted: false, faults: [{ pointer: '', code: 'SOAP', message: text }] };
  }
  const errors = asNode(answer['Errors'])['Error'];
  const faults = (Array.isArray(errors) ? errors : []).map(readError);
  return { message, accepted: faults.length === 0 && answer['Success'] !== undefined, faults };
}

/** The numbers of OTA error type and code stand in `code`, as partners quote them: "3/450". */
function readError(error: unknown): Fault {
  const node = asNode(error);
  const numbers = [asText(node['Type']), asText(node['Code'])].filter((part) => part !== undefined).join('/');
  const text = asText(node['text']) ?? (typeof error === 'string' ? error : undefined);
  return {
    pointer: asText(node['Tag']) ?? '',
    code: numbers === '' ? 'OTA' : `OTA ${numbers}`,
    message: text ?? asText(node['ShortText']) ?? 'no text',
  };
}

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function notOta(): AppError {
  return new AppError(
    'UNAVAILABLE',
    'The gateway answered with something that is not an OTA response; is the address right?',
  );
}
