import { setImmediate as nextTurn } from 'node:timers/promises';
import { ElementPath } from './element-path.js';
import { asPropertyName } from './xml-codes.js';
import { decodeXmlText } from './xml-encoding.js';
import { XmlFault } from './xml-fault.js';
import { XML_LIMITS } from './xml-limits.js';
import { XmlScanner, type XmlEvents } from './xml-scanner.js';

/** Attributes by their written name; values as written, never turned into numbers. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

export interface XmlHandler {
  /**
   * An element starts; its name has no prefix.
   * @returns false when the handler has no use for it: too many such elements make a document hostile.
   */
  open(name: string, attributes: XmlAttributes): boolean;
  close(name: string): void;
}

/** Leaves the parser from within a handler; never seen outside this file. */
class ReadingStopped extends Error {}

/**
 * One pass over one document, without a tree: strict XML 1.0, no DOCTYPE, caps on shape, a pause for the event loop
 * after each chunk. Namespaces are not resolved: real senders leave them out or bind any prefix, names alone count.
 */
export class XmlReader implements XmlEvents {
  private readonly scanner: XmlScanner;
  private readonly localNames = new Map<string, string>();
  private readonly elementPath: ElementPath;
  private elements = 0;
  /** Elements and attributes since the last list item. */
  private parts = 0;
  private ignored = 0;
  private references = 0;
  private lastMarkup = 0;
  /** Who wants the text of an open element, and which one. */
  private capture: { readonly depth: number; readonly done: (text: string) => void; text: string } | null =
    null;

  /** `listItems` are elements whose path always carries its index. */
  constructor(
    private readonly handler: XmlHandler,
    listItems: ReadonlySet<string> = new Set(),
  ) {
    this.elementPath = new ElementPath(listItems);
    this.scanner = new XmlScanner(this);
  }

  /** Line of the place being read, from 1. */
  get line(): number {
    return this.scanner.line;
  }

  /** Open elements, 1 at the root. */
  get depth(): number {
    return this.elementPath.depth;
  }

  /** Path of the open element, from the element at depth `from` down. */
  path(from = 1): string {
    return this.elementPath.toString(from);
  }

  /** From `open`: hands over the text of the element that has just started, once it ends; not that of its children. */
  captureText(done: (text: string) => void): void {
    this.capture = { depth: this.depth, done, text: '' };
    this.scanner.wantsText = true;
  }

  /** From a handler: reads no further, because what follows cannot change the verdict. */
  stop(): never {
    throw new ReadingStopped('reading stopped');
  }

  /** @throws XmlFault for a document that is not well-formed, not decodable or beyond a cap. */
  async read(body: Uint8Array, charset: string | null): Promise<void> {
    const chunks = this.readChunks(body, charset);
    while (chunks.next().done !== true) await nextTurn();
  }

  /** As `read`, in one go: for the answers that partners give us, which are small. @throws XmlFault */
  readNow(body: Uint8Array, charset: string | null): void {
    const chunks = this.readChunks(body, charset);
    while (chunks.next().done !== true);
  }

  private *readChunks(body: Uint8Array, charset: string | null): Generator<undefined, void, undefined> {
    try {
      for (const chunk of decodeXmlText(body, charset)) {
        this.countReferences(chunk);
        this.scanner.write(chunk);
        if (this.scanner.position - this.lastMarkup > XML_LIMITS.silence) {
          this.tooLarge(`more than ${XML_LIMITS.silence} characters without a tag`);
        }
        yield undefined;
      }
      this.scanner.end();
    } catch (error) {
      if (!(error instanceof ReadingStopped)) throw error;
    }
  }

  open(written: string, attributes: XmlAttributes, count: number): void {
    this.lastMarkup = this.scanner.position;
    if (++this.elements > XML_LIMITS.elements) this.tooLarge(`more than ${XML_LIMITS.elements} elements`);
    if (this.depth >= XML_LIMITS.depth) this.tooLarge(`elements more than ${XML_LIMITS.depth} levels deep`);
    const name = this.localNames.get(written) ?? this.learnName(written);
    this.elementPath.enter(name);
    this.parts = 1 + count + (this.elementPath.listItems.has(name) ? 0 : this.parts);
    if (this.parts > XML_LIMITS.partsPerItem) {
      this.tooLarge(`more than ${XML_LIMITS.partsPerItem} elements and attributes in one item`);
    }
    if (!this.handler.open(name, attributes)) this.ignore(1 + count);
  }

  close(): void {
    this.lastMarkup = this.scanner.position;
    const { capture } = this;
    if (capture?.depth === this.depth) {
      this.capture = null;
      this.scanner.wantsText = false;
      capture.done(capture.text);
    }
    this.handler.close(this.elementPath.name);
    this.elementPath.leave();
  }

  text(text: string): void {
    const { capture } = this;
    if (capture?.depth !== this.depth) return;
    capture.text += text;
    if (capture.text.length > XML_LIMITS.valueLength)
      this.tooLarge(`a text longer than ${XML_LIMITS.valueLength} characters`);
  }

  cdata(text: string): void {
    if (this.capture === null) this.ignore(1);
    else this.text(text);
  }

  aside(): void {
    this.ignore(1);
  }

  doctype(): never {
    throw this.fault('A DOCTYPE is not accepted; send the document without it');
  }

  malformed(message: string): never {
    throw this.fault(`Not well-formed XML: ${message}`);
  }

  tooLarge(what: string): never {
    const message = `The document has ${what}; split it or send it plainly`;
    throw new XmlFault('TOO_LARGE', message, this.scanner.line);
  }

  private learnName(written: string): string {
    if (written.length > XML_LIMITS.nameLength)
      this.tooLarge(`a name longer than ${XML_LIMITS.nameLength} characters`);
    if (this.localNames.size >= XML_LIMITS.distinctNames) {
      this.tooLarge(`more than ${XML_LIMITS.distinctNames} different element names`);
    }
    const local = asPropertyName(written.slice(written.lastIndexOf(':') + 1));
    this.localNames.set(written, local);
    return local;
  }

  private ignore(weight: number): void {
    this.lastMarkup = this.scanner.position;
    this.ignored += weight;
    if (this.ignored > XML_LIMITS.ignored)
      this.tooLarge('too many elements and comments that mean nothing here');
  }

  private countReferences(chunk: string): void {
    for (let at = chunk.indexOf('&'); at >= 0; at = chunk.indexOf('&', at + 1)) this.references++;
    if (this.references > XML_LIMITS.references) {
      this.tooLarge(`more than ${XML_LIMITS.references} character or entity references`);
    }
  }

  private fault(message: string): XmlFault {
    return new XmlFault('MALFORMED', message, this.scanner.line);
  }
}
