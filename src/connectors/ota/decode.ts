import type {
  DecodedContent,
  DecodedMessage,
  Envelope,
  WireCredentials,
} from '../../core/model/connector.js';
import { FaultList } from '../shared/fault-list.js';
import { XmlFault } from '../shared/xml-fault.js';
import { XmlReader, type XmlAttributes } from '../shared/xml-reader.js';
import { createHotelAvailNotif } from './hotel-avail-notif.js';
import { createHotelInvCountNotif } from './hotel-inv-count-notif.js';
import { createHotelRateAmountNotif } from './hotel-rate-amount-notif.js';
import {
  quote,
  refuse,
  type CreateMessageDecoder,
  type MessageDecoder,
  type OtaContext,
  type Place,
} from './message-decoder.js';
import { createNotifReport } from './notif-report.js';
import { OTA } from './ota-numbers.js';
import { createPing } from './ping.js';
import { createRead } from './read.js';
import { createSoapEnvelope, type SoapEnvelope } from './soap-envelope.js';

const MESSAGES = new Map<string, CreateMessageDecoder>([
  ['OTA_HotelAvailNotifRQ', createHotelAvailNotif],
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
  ['OTA_HotelInvCountNotifRQ', createHotelInvCountNotif],
  ['OTA_PingRQ', createPing],
  ['OTA_ReadRQ', createRead],
  ['OTA_NotifReportRQ', createNotifReport],
]);

/** Elements of which a message may have thousands: a fault's path says which one. */
const LIST_ITEMS: ReadonlySet<string> = new Set([
  'AvailStatusMessage',
  'RateAmountMessage',
  'Inventory',
  'HotelReservation',
]);

/** What is known of the document so far. */
interface Session {
  readonly faults: FaultList;
  soap: SoapEnvelope | null;
  message: string | null;
  root: XmlAttributes;
  /** Depth of the message's root element; 0 before it starts. */
  rootDepth: number;
  decoder: MessageDecoder | null;
}

/**
 * Reads one OpenTravel message, plain or in a SOAP 1.1 envelope.
 * Whatever a partner sent comes back as faults, never as an exception.
 */
export async function decodeOta(body: Uint8Array, charset: string | null): Promise<DecodedMessage> {
  const reader: XmlReader = new XmlReader({ open: openElement, close: closeElement }, LIST_ITEMS);
  const here = (): Place => ({ at: reader.path(Math.max(session.rootDepth, 1)), line: reader.line });
  const session: Session = {
    faults: new FaultList(here, () => reader.stop()),
    soap: null,
    message: null,
    root: {},
    rootDepth: 0,
    decoder: null,
  };
  const context: OtaContext = {
    faults: session.faults,
    here,
    captureText: (done) => reader.captureText(done),
  };

  function openElement(name: string, attributes: XmlAttributes): boolean {
    if (session.decoder !== null && reader.depth > session.rootDepth)
      return session.decoder.open(name, attributes);
    if (reader.depth === 1 && name === 'Envelope') {
      session.soap = createSoapEnvelope(attributes, context);
      return true;
    }
    if (session.soap !== null && session.soap.open(name, attributes, reader.depth) !== 'message') return true;
    startMessage(name, attributes);
    return true;
  }

  function startMessage(name: string, attributes: XmlAttributes): void {
    if (session.message !== null) {
      refuse(context, OTA.unable, `A second message ${quote(name)} in one envelope; send one at a time`);
      reader.stop();
    }
    session.message = name;
    session.root = attributes;
    session.rootDepth = reader.depth;
    const create = MESSAGES.get(name);
    if (create === undefined) {
      const known = [...MESSAGES.keys()].join(', ');
      refuse(context, OTA.unable, `The message ${quote(name)} is not supported; send one of ${known}`);
      reader.stop();
    }
    session.decoder = create?.(context, attributes) ?? null;
  }

  function closeElement(name: string): void {
    if (session.decoder !== null && reader.depth > session.rootDepth) session.decoder.close(name);
    else session.soap?.close(name, reader.depth);
  }

  await readAll(reader, { body, charset, context });
  return conclude(session, context);
}

async function readAll(
  reader: XmlReader,
  {
    body,
    charset,
    context,
  }: { readonly body: Uint8Array; readonly charset: string | null; readonly context: OtaContext },
): Promise<void> {
  try {
    await reader.read(body, charset);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    const numbers = error.code === 'TOO_LARGE' ? OTA.unable : OTA.unreadable;
    const place = { at: context.here().at, line: error.line };
    refuse(context, numbers, error.message, { code: error.code, place });
  }
}

function conclude(session: Session, context: OtaContext): DecodedMessage {
  const { faults, decoder, soap } = session;
  let content: DecodedContent | null = null;
  // A document that broke off has more to complain about than its author needs to hear.
  if (faults.isEmpty && decoder !== null) content = decoder.finish();
  if (faults.isEmpty && content === null) {
    refuse(context, OTA.missing, 'The SOAP envelope has no message in its Body', {
      place: { at: '/Envelope/Body' },
    });
  }
  return {
    envelope: envelopeOf(session, soap?.credentials() ?? null),
    content: faults.isEmpty ? content : null,
    faults: faults.all,
  };
}

function envelopeOf({ message, soap, root }: Session, credentials: WireCredentials | null): Envelope {
  return {
    message,
    soap: soap !== null,
    echo_token: root['EchoToken'] ?? null,
    version: root['Version'] ?? null,
    credentials,
  };
}
