import { createNameCheck, findNoCharacter, isBlank, resolveReferences } from './xml-characters.js';
import type { KnownName } from './xml-codes.js';
import { findTextEnd, OUTSIDE_ROOT, readMarkup } from './xml-markup.js';
import { XmlPiece } from './xml-piece.js';
import { TagScanner } from './xml-tag-scanner.js';
import type { XmlAttributes } from './xml-reader.js';

/** What a document consists of, in its order. Names are as written, with their prefix. */
export interface XmlEvents {
  open(name: string, attributes: XmlAttributes, count: number): void;
  close(): void;
  text(text: string): void;
  cdata(text: string): void;
  /** A comment or a processing instruction. */
  aside(): void;
  doctype(): never;
  malformed(message: string): never;
  tooLarge(what: string): never;
}

const LF = 0x0a;
const LT = 0x3c;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const GT = 0x3e;

/**
 * Strict XML 1.0 without DOCTYPE, in one pass over chunks of text. Faster than a general parser because it reads codes from an
 * array, which costs a tenth of asking a string for them, and makes no text of what is known or what nobody listens to
 * (docs/decisions/0017-xml-reader.md).
 */
export class XmlScanner {
  /** Whether the text of the open element is to be handed over. */
  wantsText = false;
  private readonly piece = new XmlPiece();
  private readonly tag: TagScanner;
  private readonly isName = createNameCheck();
  /** Open elements, as written. */
  private readonly stack: KnownName[] = [];
  private at = 0;
  private received = 0;
  private lines = 1;
  private counted = 0;
  private hasRoot = false;
  /** Characters before the buffer. */
  private dropped = 0;

  constructor(private readonly events: XmlEvents) {
    this.tag = new TagScanner(this.piece, events, this.isName);
  }

  /** Characters taken so far. */
  get position(): number {
    return this.received;
  }

  /** Line of the place being read, from 1. Counted only when somebody asks. */
  get line(): number {
    const { codes } = this.piece;
    const to = Math.max(this.at, this.tag.place);
    let { lines } = this;
    for (let i = this.counted; i < to; i++) if (codes[i] === LF) lines++;
    this.counted = Math.max(this.counted, to);
    this.lines = lines;
    return lines;
  }

  write(chunk: string): void {
    this.received += chunk.length;
    void this.line;
    const text = this.piece.next(chunk, this.at);
    this.dropRead();
    const wrong = findNoCharacter(text);
    if (wrong >= 0) {
      this.at = this.piece.buffer.length - text.length + wrong;
      this.events.malformed('a character that XML does not allow');
    }
    while (this.step(false));
  }

  private dropRead(): void {
    this.dropped += this.at;
    this.counted -= this.at;
    this.at = 0;
  }

  /** Ends the document. */
  end(): void {
    void this.line;
    this.piece.end(this.at);
    this.dropRead();
    while (this.step(true));
    if (this.at < this.piece.buffer.length)
      this.events.malformed('the document ends in the middle of a tag or comment');
    const unclosed = this.stack.at(-1)?.text;
    if (unclosed !== undefined) this.events.malformed(`the element ${unclosed} is not closed`);
    if (!this.hasRoot) this.events.malformed('the document has no root element');
  }

  /** @returns false when nothing more can be read without more text. */
  private step(last: boolean): boolean {
    const { at } = this;
    const { codes } = this.piece;
    const code = codes[at];
    if (code === 0) return false;
    if (code !== LT) return this.readText(last);
    switch (codes[at + 1] ?? 0) {
      case 0:
        return false;
      case SLASH:
        return this.readEndTag();
      case BANG:
      case QUESTION:
        return this.readMarkup();
      default:
        return this.readStartTag();
    }
  }

  private readStartTag(): boolean {
    const { events, stack, tag } = this;
    const end = tag.read(this.at + 1);
    if (end < 0) return false;
    if (stack.length === 0 && this.hasRoot) events.malformed('a second root element');
    this.hasRoot = true;
    this.at = end;
    stack.push(tag.name);
    events.open(tag.name.text, tag.attributes, tag.count);
    if (tag.isEmpty) this.leave();
    return true;
  }

  private leave(): void {
    this.events.close();
    this.stack.pop();
  }

  private readEndTag(): boolean {
    const { codes } = this.piece;
    const start = this.at + 2;
    const name = this.stack[this.stack.length - 1];
    let close = start + (name?.length ?? 0);
    if (name?.standsAt(codes, start) !== true || codes[close] !== GT) {
      close = this.piece.buffer.indexOf('>', start);
      if (close < 0) return false;
      this.checkEndTag(this.piece.buffer.slice(start, close), name?.text);
    }
    this.at = close + 1;
    this.leave();
    return true;
  }

  /** An end tag that may have blanks behind its name. */
  private checkEndTag(content: string, name: string | undefined): void {
    const written = content.replace(/[ \n\t]+$/, '');
    if (written === name) return;
    const expected = name === undefined ? 'no element is open' : `${name} is open`;
    this.events.malformed(`the end tag ${written.slice(0, 64)} where ${expected}`);
  }

  private readText(last: boolean): boolean {
    const { buffer, codes } = this.piece;
    const { at } = this;
    let from = at;
    while (isBlank(codes[from] ?? 0)) from++;
    // Nearly always: blanks between two tags.
    if (codes[from] === LT && !this.wantsText) {
      this.at = from;
      return true;
    }
    const next = buffer.indexOf('<', from);
    const end = next >= 0 ? next : last ? buffer.length : findTextEnd(buffer, at);
    const isText = from < end;
    if (isText && this.stack.length === 0) {
      this.at = from;
      this.events.malformed(OUTSIDE_ROOT);
    }
    if (isText || this.wantsText) this.handText(buffer.slice(at, end));
    this.at = end;
    return next >= 0;
  }

  private handText(raw: string): void {
    if (raw.includes(']]>')) this.events.malformed(']]> in a text; write ]]&gt;');
    const text = raw.includes('&') ? resolveReferences(raw) : raw;
    if (text === null) this.events.malformed('a reference that is none, or to no character');
    else if (this.wantsText) this.events.text(text);
  }

  /** Comment, CDATA or processing instruction. */
  private readMarkup(): boolean {
    const { at, events, isName } = this;
    const [isFirst, isInside] = [this.dropped === 0 && at === 0, this.stack.length > 0];
    const end = readMarkup(this.piece.buffer, at, { events, isName, isFirst, isInside });
    if (end < 0) return false;
    this.at = end;
    return true;
  }
}
