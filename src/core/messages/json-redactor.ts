import { CardScanner, isCardNumber } from './card-scanner.js';
import { isDigit, isSpace, type Mask, type Redactor } from './mask.js';
import { isIdName, sensitivityOf, type Sensitivity } from './sensitive-names.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const STAR = 0x2a;
const ZERO = 0x30;

/** An object or array that is open: what holds for the values in it. */
interface Container {
  readonly object: boolean;
  readonly hidden: boolean;
  readonly context: boolean;
  /** The key that the container itself is the value of; arrays hand it on to their values. */
  readonly key: string;
}

type State = 'between' | 'string' | 'number' | 'word';

const TOP: Container = { object: false, hidden: false, context: false, key: '' };
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);
/** Our ids are longer than the cards people carry. */
const SHORTEST_ID = 17;

/**
 * Masks a JSON body in one pass over its bytes; what is not masked stays as it was sent, repeated keys and all, and
 * what was JSON stays JSON: a hidden number becomes a string of its length. Reads what is cut off; of what is no JSON
 * at all it tells `irregular`, and another pass must look for names wherever they stand.
 */
export class JsonRedactor implements Redactor {
  readonly #mask: Mask;
  readonly #body: Uint8Array;
  readonly #cards: CardScanner;
  readonly #open: Container[] = [];
  #top = TOP;
  #state: State = 'between';
  #at = 0;
  #from = 0;
  #expectsKey = false;
  #isKey = false;
  #awaitsColon = false;
  #afterValue = false;
  #escaped = false;
  #hidden = false;
  #key = '';
  #sensitivity: Sensitivity | null = null;
  #irregular = false;

  constructor(mask: Mask) {
    this.#mask = mask;
    this.#body = mask.body;
    this.#cards = new CardScanner(mask, () => this.#isId());
  }

  /** The body is no JSON: keys may have been taken for values. */
  get irregular(): boolean {
    return this.#irregular;
  }

  run(limit: number): boolean {
    const end = Math.min(limit, this.#body.length);
    while (this.#at < end) this.#step(end);
    if (this.#at < this.#body.length) return true;
    this.#finish();
    return false;
  }

  #step(end: number): void {
    switch (this.#state) {
      case 'between':
        return this.#between();
      case 'string':
        return this.#string(end);
      case 'number':
        return this.#number(end);
      case 'word':
        return this.#word(end);
    }
  }

  #finish(): void {
    if (this.#state === 'string') this.#cards.end(this.#at);
    if (this.#state === 'number') this.#endNumber();
  }

  #between(): void {
    const byte = this.#body[this.#at] ?? 0;
    if (this.#awaitsColon && byte !== 0x3a && !isSpace(byte)) this.#irregular = true;
    switch (byte) {
      case QUOTE:
        return this.#beginString();
      case 0x7b: // {
      case 0x5b: // [
        this.#push(byte === 0x7b);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        this.#top = this.#open.pop() ?? TOP;
        this.#expectsKey = false;
        this.#forgetKey();
        this.#afterValue = true;
        break;
      case 0x2c: // ,
        this.#expectsKey = this.#top.object;
        this.#forgetKey();
        this.#afterValue = false;
        break;
      case 0x3a: // :
        this.#awaitsColon = false;
        this.#afterValue = false;
        break;
      default:
        if (!isSpace(byte)) return this.#beginBare(byte);
    }
    this.#at += 1;
  }

  /** Two values with nothing between them are no JSON. */
  #beginValue(): void {
    if (this.#afterValue) this.#irregular = true;
    this.#afterValue = true;
  }

  #push(object: boolean): void {
    this.#beginValue();
    this.#afterValue = false;
    const hidden = this.#hides() || this.#sensitivity === 'container';
    const context = this.#top.context || this.#sensitivity === 'context';
    this.#open.push(this.#top);
    this.#top = { object, hidden, context, key: this.#top.object ? this.#key : this.#top.key };
    this.#expectsKey = object;
    this.#forgetKey();
  }

  #forgetKey(): void {
    this.#key = '';
    this.#sensitivity = null;
    this.#awaitsColon = false;
  }

  /** Is the value that begins here to be hidden? */
  #hides(): boolean {
    if (this.#top.hidden || this.#sensitivity === 'value') return true;
    return this.#sensitivity === 'local' && this.#top.context;
  }

  #isId(): boolean {
    return isIdName(this.#top.object ? this.#key : this.#top.key);
  }

  #beginString(): void {
    this.#beginValue();
    this.#isKey = this.#top.object && this.#expectsKey;
    this.#hidden = !this.#isKey && this.#hides();
    this.#escaped = false;
    this.#at += 1;
    this.#from = this.#at;
    this.#state = 'string';
  }

  #string(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      if (byte < 0x20) this.#irregular = true;
      if (byte === QUOTE && !this.#escaped) return this.#endString();
      this.#escaped = byte === BACKSLASH && !this.#escaped;
      if (this.#hidden) {
        if (!isSpace(byte)) this.#mask.hide(this.#at);
      } else if (isDigit(byte)) this.#cards.digit(this.#at);
      else if (this.#cards.open) this.#cards.other(this.#at, byte);
    }
  }

  #endString(): void {
    this.#cards.end(this.#at);
    this.#state = 'between';
    if (this.#isKey) {
      this.#key = this.#readKey();
      this.#sensitivity = sensitivityOf(this.#key);
      this.#expectsKey = false;
      this.#awaitsColon = true;
    }
    this.#at += 1;
  }

  #readKey(): string {
    const text = this.#slice();
    if (!text.includes('\\')) return text;
    try {
      return String(JSON.parse(`"${text}"`));
    } catch {
      this.#irregular = true;
      return text;
    }
  }

  #beginBare(byte: number): void {
    this.#beginValue();
    this.#from = this.#at;
    this.#state = isDigit(byte) || byte === 0x2d ? 'number' : 'word';
  }

  #number(end: number): void {
    while (this.#at < end && isNumberPart(this.#body[this.#at] ?? 0)) this.#at += 1;
    if (this.#at < end) this.#endNumber();
  }

  #endNumber(): void {
    this.#state = 'between';
    const length = this.#at - this.#from;
    // Longer than any number a partner means: hidden without a look.
    const hidden = this.#hides() || length > 40 || this.#isCard(length);
    if (!hidden) return;
    if (length === 1) return this.#mask.write(this.#from, ZERO);
    for (let at = this.#from; at < this.#at; at += 1) this.#mask.write(at, STAR);
    this.#mask.write(this.#from, QUOTE);
    this.#mask.write(this.#at - 1, QUOTE);
  }

  #isCard(length: number): boolean {
    const text = this.#slice();
    return /^\d+$/.test(text) && isCardNumber(text) && !(length >= SHORTEST_ID && this.#isId());
  }

  /** true, false and null tell nothing of a person; any other word is no JSON. */
  #word(end: number): void {
    while (this.#at < end && !isWordEnd(this.#body[this.#at] ?? 0)) this.#at += 1;
    if (this.#at === end && end < this.#body.length) return;
    this.#state = 'between';
    if (this.#at === this.#from) this.#at += 1;
    if (this.#at - this.#from > 5 || !LITERALS.has(this.#slice())) this.#irregular = true;
  }

  /** From the start of the string, number or word to here. */
  #slice(): string {
    return Buffer.from(this.#body.buffer, this.#body.byteOffset + this.#from, this.#at - this.#from).toString(
      'utf8',
    );
  }
}

function isNumberPart(byte: number): boolean {
  return isDigit(byte) || byte === 0x2d || byte === 0x2b || byte === 0x2e || (byte | 0x20) === 0x65;
}

function isWordEnd(byte: number): boolean {
  return (
    isSpace(byte) ||
    byte === QUOTE ||
    byte === 0x2c ||
    byte === 0x3a ||
    (byte | 0x20) === 0x7b ||
    (byte | 0x20) === 0x7d
  );
}
