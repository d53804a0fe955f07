import type { DecodedMessage } from '../../../core/model/connector.js';
import type { Dialect } from '../../../core/model/dialect.js';
import { FaultList } from '../fault-list.js';
import { XmlFault } from '../xml-fault.js';
import { XmlReader, type XmlAttributes, type XmlHandler } from '../xml-reader.js';
import type { DocumentGrammar } from './document-grammar.js';
import { LIST_ITEMS } from './list-items.js';
import { quote, refuse, type MessageDecoder, type OtaContext, type Place } from './message-decoder.js';
import { OTA } from './ota-numbers.js';
import {
  createSecurityHeader,
  createSoapEnvelope,
  isSoap12,
  SOAP_11,
  type SoapEnvelope,
} from './soap-envelope.js';

/** A fault inside one item of a rates and availability message. */
const IN_ITEM = /\/(?:AvailStatusMessage|RateAmountMessage|Inventory)\[/;

/** POS, Source, RequestorID. */
const SOURCE_DEPTH = 3;

/**
 * Reads one message of a contract of OpenTravel descent, plain or in a SOAP 1.1 envelope.
 * Whatever a partner sent comes back as faults, never as an exception.
 */
export async function readOpenTravel(
  body: Uint8Array,
  charset: string | null,
  grammar: DocumentGrammar,
): Promise<DecodedMessage> {
  const document = new OpenTravelDocument(grammar);
  await document.read(body, charset);
  return document.conclude();
}

/** Leaves a decoder that judges what was read; never seen outside this file. */
class EnoughFaults extends Error {}

function untilEnough<T>(judge: () => T): T | null {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof EnoughFaults)) throw error;
    return null;
  }
}

/** One document while it is read: the SOAP envelope where there is one, then the message, each to its decoder. */
export class OpenTravelDocument implements XmlHandler, OtaContext {
  readonly faults = new FaultList(
    () => this.here(),
    // Where each item is judged by itself, the right ones after many wrong ones count as well.
    () => {
      if (this.dialect.failure_unit !== 'message') return;
      if (this.isReading) this.reader.stop();
      throw new EnoughFaults('enough faults');
    },
  );
  private readonly reader: XmlReader;
  private soap: SoapEnvelope | null = null;
  private message: string | null = null;
  private root: XmlAttributes = {};
  /** Depth of the message's root element; 0 before it starts. */
  private rootDepth = 0;
  private decoder: MessageDecoder | null = null;
  /** Who sends, as the message's own POS says it. */
  private requestor: string | undefined;
  private bytes = 0;
  private isReading = false;
  /** Not well-formed, or beyond a cap: whatever was read before says nothing. */
  private broken = false;

  constructor(private readonly grammar: DocumentGrammar) {
    this.reader = new XmlReader(this, grammar.listItems ?? LIST_ITEMS);
  }

  get dialect(): Dialect {
    return this.grammar.dialect;
  }

  here(): Place {
    return { at: this.reader.path(Math.max(this.rootDepth, 1)), line: this.reader.line };
  }

  captureText(done: (text: string) => void): void {
    this.reader.captureText(done);
  }

  open(name: string, attributes: XmlAttributes): boolean {
    const { depth } = this.reader;
    if (this.decoder !== null && depth > this.rootDepth) {
      if (depth === this.rootDepth + SOURCE_DEPTH && name === 'RequestorID') this.readRequestor(attributes);
      return this.decoder.open(name, attributes);
    }
    if (depth === 1 && name === 'Envelope') this.openEnvelope(attributes);
    else if (this.soap?.open(name, attributes, depth) !== 'envelope') this.openMessage(name, attributes);
    return true;
  }

  close(name: string): void {
    if (this.decoder !== null && this.reader.depth > this.rootDepth) this.decoder.close(name);
    else this.soap?.close(name);
  }

  async read(body: Uint8Array, charset: string | null): Promise<void> {
    this.bytes = body.length;
    this.isReading = true;
    try {
      await this.reader.read(body, charset);
    } catch (error) {
      if (!(error instanceof XmlFault)) throw error;
      this.broken = true;
      const numbers = error.code === 'TOO_LARGE' ? OTA.unable : OTA.unreadable;
      const place = { at: this.here().at, line: error.line };
      this.isReading = false;
      untilEnough(() => refuse(this, numbers, error.message, { code: error.code, place }));
    } finally {
      this.isReading = false;
    }
  }

  conclude(): DecodedMessage {
    const { faults, message, root } = this;
    // A document that broke off has more to complain about than its author needs to hear.
    const content = this.mayCount() ? (untilEnough(() => this.decoder?.finish()) ?? null) : null;
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
      credentials: this.decoder?.credentials?.() ?? this.soap?.header.credentials() ?? null,
      ...extraOf({
        ...(this.requestor === undefined ? {} : { requestor_id: this.requestor }),
        ...this.soap?.header.extra?.(),
        ...this.decoder?.extra?.(),
      }),
    };
    const counts =
      faults.isEmpty || (this.mayCount() && content?.kind === 'ari' && content.ari.updates.length > 0);
    return { envelope, content: counts ? content : null, faults: faults.all };
  }

  /** Whether the message may still be applied, at least what of it is right. */
  private mayCount(): boolean {
    if (this.faults.isEmpty) return true;
    const judgesItems = this.dialect.failure_unit === 'item' && !this.broken;
    return judgesItems && this.faults.all.every(({ pointer }) => IN_ITEM.test(pointer));
  }

  private openEnvelope(attributes: XmlAttributes): void {
    const { header = createSecurityHeader } = this.grammar;
    this.soap = createSoapEnvelope(header(this));
    if (isSoap12(attributes)) {
      const message = `SOAP 1.2 is not supported; send SOAP 1.1, namespace ${SOAP_11}`;
      refuse(this, OTA.unable, message, { code: 'MALFORMED' });
      this.reader.stop();
    }
    const { body_bytes: most = Infinity } = this.dialect.limits;
    if (this.bytes > most) {
      const message = `A SOAP message of more than ${most} bytes; split it, or send plain XML`;
      refuse(this, OTA.unable, message, { code: 'TOO_LARGE' });
      this.reader.stop();
    }
  }

  /** POS/Source/RequestorID of type 22 (ERSP): the code under which the sender is known. */
  private readRequestor({ Type: type, ID: id }: XmlAttributes): void {
    if (type === '22') this.requestor ??= id?.trim();
  }

  private openMessage(name: string, attributes: XmlAttributes): void {
    if (this.message !== null) {
      refuse(this, OTA.unable, `A second message ${quote(name)} in one envelope; send one at a time`);
      this.reader.stop();
    }
    this.message = name;
    this.root = attributes;
    this.rootDepth = this.reader.depth;
    const { messages } = this.grammar;
    const create = messages.get(name);
    if (create === undefined) {
      const known = [...messages.keys()].filter((each) => !each.endsWith('RS')).join(', ');
      refuse(this, OTA.unable, `The message ${quote(name)} is not supported; send one of ${known}`);
      this.reader.stop();
    }
    this.decoder = create(this, attributes);
  }
}

function extraOf(extra: Readonly<Record<string, string>>): { extra?: Readonly<Record<string, string>> } {
  return Object.keys(extra).length === 0 ? {} : { extra };
}
