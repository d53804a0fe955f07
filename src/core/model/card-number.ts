/** Lengths of the numbers of cards (ISO/IEC 7812). */
export const SHORTEST_CARD = 13;
export const LONGEST_CARD = 19;

/** Where a card number stands in a text, from its first digit to behind its last. */
export interface CardPlace {
  readonly from: number;
  readonly to: number;
}

/** Digits in one piece, and what parts them from those before. */
interface Group extends CardPlace {
  readonly digits: string;
  readonly gap: string;
}

const RUN = /\d+(?:[^A-Za-z\d]{1,4}\d+)*/g;
const GROUP = /([^\d]*)(\d+)/g;
/** A single space or dash: then the groups may be of any length. */
const PLAIN_GAP = /^[\s\p{Pd}]?$/u;
/** The second half of a digit outside of the basic plane. */
const LOW_HALF = /[\udc00-\udfff]/;
const UNSEEN = /\p{Cf}/gu;
/** As cards are printed: in fours, or as American Express and Diners Club do. */
const PRINTED: ReadonlySet<string> = new Set(['4 6 5', '4 6 4', '4 4 5']);

/** Ids that are made by chance hold every digit sequence at times; nobody writes a card number into one by mistake. */
const RANDOM_ID = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b(?=\d*[a-f])[\da-f]{24,128}\b/gi;

/**
 * True when a text holds a card number: in one piece, in groups parted by single spaces or dashes, or as it is printed,
 * whatever parts its groups; in the digits of any script, and whatever other digits stand beside it.
 */
export function holdsCardNumber(text: string): boolean {
  return findCardNumbers(text).length > 0;
}

/** Hides card numbers in a text of ours that may quote a partner's; the text keeps its length. */
export function hideCardNumbers(text: string): string {
  let hidden = text;
  for (const { from, to } of findCardNumbers(text))
    hidden = `${hidden.slice(0, from)}${'*'.repeat(to - from)}${hidden.slice(to)}`;
  return hidden;
}

/** In their order; none lies in another. */
export function findCardNumbers(text: string): CardPlace[] {
  if (text.length < SHORTEST_CARD) return [];
  const plain = withoutRandomIds(withPlainDigits(text));
  const found: CardPlace[] = [];
  for (const { 0: run, index } of plain.matchAll(RUN)) {
    if (run.length >= SHORTEST_CARD) found.push(...findInRun(run, index));
  }
  return found.map(({ from, to }) => ({ from, to: LOW_HALF.test(text.charAt(to)) ? to + 1 : to }));
}

function findInRun(run: string, start: number): CardPlace[] {
  const groups = [...run.matchAll(GROUP)].map(({ 1: gap = '', 2: digits = '', index }): Group => {
    const from = start + index + gap.length;
    return { gap: gap.replace(UNSEEN, ''), digits, from, to: from + digits.length };
  });
  const found: CardPlace[] = [];
  for (let first = 0; first < groups.length;) {
    const count = countCardGroups(groups, first);
    const [head, last] = [groups[first], groups[first + count - 1]];
    if (head !== undefined && last !== undefined && count > 0) found.push({ from: head.from, to: last.to });
    first += Math.max(1, count);
  }
  return found;
}

/** How many groups from this one on are a card number; 0 when none are. */
function countCardGroups(groups: readonly Group[], first: number): number {
  const lengths: number[] = [];
  let digits = '';
  let plain = true;
  for (let at = first; at < groups.length && digits.length < LONGEST_CARD; at += 1) {
    const group = groups[at];
    if (group === undefined) break;
    if (at > first) plain &&= PLAIN_GAP.test(group.gap);
    digits += group.digits;
    const joined = at > first && group.gap === '' ? (lengths.pop() ?? 0) : 0;
    lengths.push(joined + group.digits.length);
    if (isCardNumber(digits) && (plain || isPrinted(lengths))) return at - first + 1;
  }
  return 0;
}

/** @param lengths of its groups */
export function isPrinted(lengths: readonly number[]): boolean {
  if (PRINTED.has(lengths.join(' '))) return true;
  return lengths.length >= 4 && lengths.slice(0, -1).every((length) => length === 4);
}

/** Every digit as one of 0 to 9, in its place, so that places are those of the text. */
function withPlainDigits(text: string): string {
  if (!/[^ -~]/.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)).padEnd(digit.length, '\u200b'));
}

/** Unicode has the ten digits of a script in their order. */
export function digitValue(digit: string): number {
  const [alike = digit] = digit.normalize('NFKC');
  const point = alike.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return value;
}

function withoutRandomIds(text: string): string {
  return text.length < 24 ? text : text.replace(RANDOM_ID, (id) => 'x'.repeat(id.length));
}

/**
 * Begins and is as long as the cards of a network, and passes the Luhn check. 18 digits beginning with 3 or 4 are no
 * card of any network, but are what our ids look like.
 */
export function isCardNumber(digits: string): boolean {
  return hasCardLength(digits) && passesLuhn(digits);
}

function hasCardLength(digits: string): boolean {
  const { length } = digits;
  if (digits.startsWith('4')) return length === LONGEST_CARD || (length >= SHORTEST_CARD && length <= 16);
  if (digits.startsWith('3')) return length >= 14 && length <= 16;
  if (digits.startsWith('2')) return length === 16 && digits >= '2221' && digits < '2721';
  return /^[56]/.test(digits) && length >= SHORTEST_CARD && length <= LONGEST_CARD;
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
