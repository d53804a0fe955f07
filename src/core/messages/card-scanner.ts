import { isDigit, type Mask } from './mask.js';

const SHORTEST = 13;
const LONGEST = 19;
/** Groups of a printed card number: 4-4-4-4-3 at most. */
const GROUPS = 5;
/** Our ids are longer than the cards people carry: a field for ids is trusted from this length on. */
const SHORTEST_ID = 17;

interface Group {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds card numbers in running text, wherever they were put: 13 to 19 digits in one piece, or in groups parted by
 * single spaces or dashes as they are printed, that begin like a card and pass the Luhn check. Fed byte by byte; a
 * caller ends the text wherever something else begins.
 */
export class CardScanner {
  readonly #mask: Mask;
  readonly #isId: () => boolean;
  #groups: Group[] = [];
  #from = -1;

  /** @param isId asked for a long number that looks like a card: does its field hold ids? */
  constructor(mask: Mask, isId: () => boolean) {
    this.#mask = mask;
    this.#isId = isId;
  }

  /** True while a number, or the gap between two groups of one, is being read. */
  get open(): boolean {
    return this.#from >= 0 || this.#groups.length > 0;
  }

  digit(index: number): void {
    if (this.#from < 0) this.#from = index;
  }

  /** A byte that is not a digit. */
  other(index: number, byte: number): void {
    const inGroup = this.#from >= 0;
    this.#closeGroup(index);
    const joins = inGroup && (byte === 0x20 || byte === 0x2d);
    if (!joins) this.#groups = [];
  }

  end(index: number): void {
    this.#closeGroup(index);
    this.#groups = [];
  }

  #closeGroup(to: number): void {
    if (this.#from < 0) return;
    const group = { from: this.#from, to };
    this.#from = -1;
    if (to - group.from > LONGEST || this.#hideWhole(group)) {
      this.#groups = [];
      return;
    }
    this.#groups.push(group);
    if (this.#groups.length > GROUPS) this.#groups.shift();
    this.#hideGrouped();
  }

  #hideWhole(group: Group): boolean {
    const length = group.to - group.from;
    if (length < SHORTEST || length > LONGEST) return false;
    if (!isCardNumber(digitsOf(this.#mask.body, group.from, group.to))) return false;
    if (length >= SHORTEST_ID && this.#isId()) return false;
    this.#mask.hideDigits(group.from, group.to);
    return true;
  }

  /** Card numbers are printed with four digits first; a list of prices or dates is not. */
  #hideGrouped(): void {
    const to = this.#groups.at(-1)?.to ?? 0;
    for (const { from, to: end } of this.#groups.slice(0, -1)) {
      if (end - from !== 4) continue;
      const digits = digitsOf(this.#mask.body, from, to);
      if (digits.length < SHORTEST || digits.length > LONGEST || !isCardNumber(digits)) continue;
      this.#mask.hideDigits(from, to);
    }
  }
}

/** Hides card numbers in a text of ours that may quote a partner's. */
export function hideCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,18}/g, (run) =>
    isCardNumber(run.replace(/\D/g, '')) ? '*'.repeat(run.length) : run,
  );
}

/**
 * Begins and is as long as the cards of a network, and passes the Luhn check. 18 digits beginning with 3 or 4 are no
 * card of any network, but are what our ids look like.
 */
export function isCardNumber(digits: string): boolean {
  return hasCardLength(digits) && passesLuhn(digits);
}

function hasCardLength(digits: string): boolean {
  switch (digits[0]) {
    case '2':
      return digits.length === 16 && digits >= '2221' && digits < '2721';
    case '3':
      return digits.length >= 14 && digits.length <= 16;
    case '4':
      return digits.length === 19 || (digits.length >= 13 && digits.length <= 16);
    case '5':
    case '6':
      return digits.length >= SHORTEST && digits.length <= LONGEST;
    default:
      return false;
  }
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 0x30;
    const doubled = place % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function digitsOf(body: Uint8Array, from: number, to: number): string {
  let digits = '';
  for (let index = from; index < to; index += 1) {
    const byte = body[index] ?? 0;
    if (isDigit(byte)) digits += String.fromCharCode(byte);
  }
  return digits;
}
