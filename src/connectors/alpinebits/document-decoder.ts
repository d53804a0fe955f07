import type { DecodedContent, Envelope, MessageOutcome } from '../../core/model/connector.js';
import type { OtaContext } from '../shared/opentravel/message-decoder.js';
import type { XmlAttributes } from '../shared/xml-reader.js';
import type { XmlElement } from '../shared/xml-writer.js';
import type { VersionRange, WireVersion } from './versions.js';

/** What is known of a message beside its text: the version and action it came with, and what was agreed on before. */
export interface Variant {
  /** As told; otherwise the newest that the message can be. */
  readonly version: WireVersion;
  /** For example `OTA_HotelInvCountNotif:FreeRooms`; null where nobody told and the root element does not say it. */
  readonly action: string | null;
  /** Whether a feature of some versions may be used; every feature where no version was told. */
  offers(range: VersionRange): boolean;
  /** Whether a rule is in force that came with `since`; no such rule where no version was told. */
  requires(since: WireVersion): boolean;
  /** Whether a capability was agreed on, by its short name (`deltas`); all of them where nothing was told. */
  accepts(capability: string): boolean;
  /** Whether a list of capabilities was told at all. */
  readonly agreed: boolean;
}

export interface AlpineBitsContext extends OtaContext {
  readonly variant: Variant;
}

/** Decodes one document from the elements below its root. */
export interface DocumentDecoder {
  /** @returns false for an element that it has no use for. */
  open(name: string, attributes: XmlAttributes): boolean;
  close(name: string): void;
  /** Called at the end; what it returns counts only when no fault was found, null after adding one. */
  finish(): DecodedContent | null;
}

/** `root` are the attributes of the document's root element. */
export type CreateDocumentDecoder = (context: AlpineBitsContext, root: XmlAttributes) => DocumentDecoder;

/** One document of the contract: what reads it and, where it is one that we write too, what writes it. */
export interface AlpineBitsDocument extends VersionRange {
  /** The root element. */
  readonly message: string;
  /** As in the `action` parameter; the request of an action and its response carry the same. Several for shared answers. */
  readonly actions: readonly string[];
  readonly decode: CreateDocumentDecoder;
  /** The request again from its decoded content: its root element. null where the content is not one of this document. */
  readonly write?: (content: DecodedContent, version: WireVersion) => XmlElement | null;
  /**
   * For a request: what the root element of its answer holds. null for outcomes that are answered as everywhere: Success,
   * Success and Warnings, or Errors.
   */
  readonly answer?: (outcome: MessageOutcome, envelope: Envelope) => readonly XmlElement[] | null;
}
