import type { DecodedMessage } from '../../core/model/connector.js';
import { FaultList } from '../shared/fault-list.js';
import { XmlFault } from '../shared/xml-fault.js';
import { XmlReader, type XmlAttributes, type XmlHandler } from '../shared/xml-reader.js';
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
import { createSoapEnvelope, isSoap12, SOAP_11, type SoapEnvelope } from './soap-envelope.js';

const MESSAGES = new Map<string, CreateMessageDecoder>([
  ['OTA_HotelAvailNotifRQ', createHotelAvailNotif],
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
  ['OTA_HotelInvCountNotifRQ', createHotelInvCountNotif],
  ['OTA_PingRQ', createPing],
  ['OTA_ReadRQ', createRead],
  ['OTA_NotifReportRQ', createNotifReport],
]);

export const OTA_MESSAGES = [...MESSAGES.keys()];

/** Elements of which a message may have thousands: a fault's path says which one. */
const LIST_ITEMS: ReadonlySet<string> = new Set([
  'AvailStatusMessage',
  'RateAmountMessage',
  'Inventory',
  'HotelReservation',
]);

/**
 * Reads one OpenTravel message, plain or in a SOAP 1.1 envelope.
 * Whatever a partner sent comes back as faults, never as an exception.
 */
export async function decodeOta(body: Uint8Array, charset: string | null): Promise<DecodedMessage> {
  const document = new OtaDocument();
  await document.read(body, charset);
  return document.conclude();
}

/** One document while it is read: the SOAP envelope where there is one, then the message, each to its decoder. */
class OtaDocument implements XmlHandler, OtaContext {
  readonly faults = new FaultList(
    () => this.here(),
    () => this.reader.stop(),
  );
  private readonly reader: XmlReader = new XmlReader(this, LIST_ITEMS);
  private soap: SoapEnvelope | null = null;
  private message: string | null = null;
  private root: XmlAttributes = {};
  /** Depth of the message's root element; 0 before it starts. */
  private rootDepth = 0;
  private decoder: MessageDecoder | null = null;

  here(): Place {
    return { at: this.reader.path(Math.max(this.rootDepth, 1)), line: this.reader.line };
  }

  captureText(done: (text: string) => void): void {
    this.reader.captureText(done);
  }

  open(name: string, attributes: XmlAttributes): boolean {
    const { depth } = this.reader;
    if (this.decoder !== null && depth > this.rootDepth) return this.decoder.open(name, attributes);
    if (depth === 1 && name === 'Envelope') this.openEnvelope(attributes);
    else if (this.soap?.open(name, attributes, depth) !== 'envelope') this.openMessage(name, attributes);
    return true;
  }

  close(name: string): void {
    if (this.decoder !== null && this.reader.depth > this.rootDepth) this.decoder.close(name);
    else this.soap?.close(name);
  }

  async read(body: Uint8Array, charset: string | null): Promise<void> {
    try {
      await this.reader.read(body, charset);
    } catch (error) {
      if (!(error instanceof XmlFault)) throw error;
      const numbers = error.code === 'TOO_LARGE' ? OTA.unable : OTA.unreadable;
      const place = { at: this.here().at, line: error.line };
      refuse(this, numbers, error.message, { code: error.code, place });
    }
  }

  conclude(): DecodedMessage {
    const { faults, message, root } = this;
    // A document that broke off has more to complain about than its author needs to hear.
    const content = faults.isEmpty ? (this.decoder?.finish() ?? null) : null;
    if (faults.isEmpty && content === null) {
      refuse(this, OTA.missing, 'The SOAP envelope has no message in its Body', {
        place: { at: '/Envelope/Body' },
      });
    }
    const envelope = {
      message,
      soap: this.soap !== null,
      echo_token: root['EchoToken'] ?? null,
      version: root['Version'] ?? null,
      credentials: this.soap?.credentials() ?? null,
    };
    return { envelope, content: faults.isEmpty ? content : null, faults: faults.all };
  }

  private openEnvelope(attributes: XmlAttributes): void {
    this.soap = createSoapEnvelope(this);
    if (isSoap12(attributes)) {
      const message = `SOAP 1.2 is not supported; send SOAP 1.1, namespace ${SOAP_11}`;
      refuse(this, OTA.unable, message, { code: 'MALFORMED' });
      this.reader.stop();
    }
  }

  private openMessage(name: string, attributes: XmlAttributes): void {
    if (this.message !== null) {
      refuse(this, OTA.unable, `A second message ${quote(name)} in one envelope; send one at a time`);
      this.reader.stop();
    }
    this.message = name;
    this.root = attributes;
    this.rootDepth = this.reader.depth;
    const create = MESSAGES.get(name);
    if (create === undefined) {
      const known = [...MESSAGES.keys()].join(', ');
      refuse(this, OTA.unable, `The message ${quote(name)} is not supported; send one of ${known}`);
      this.reader.stop();
    }
    this.decoder = create(this, attributes);
  }
}
