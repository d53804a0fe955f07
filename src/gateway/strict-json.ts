import { AppError } from '../core/model/errors.js';
import { jsonPointer } from '../core/model/validation.js';
import { JSON_LIMITS } from '../connectors/shared/json-limits.js';

const MAX_DEPTH = 64;
/** Keys and values: a body is scanned and checked in one go, and a mebibyte of `1,` has half a million. */
const MAX_PARTS = 50_000;
/** Characters: with a key, quotes, colon, value and comma each, fewer than JSON_LIMITS.members. */
const SMALL = 4_096;
const NEWLINE = 0x0a;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Parses JSON that says one thing only: a key that stands twice in an object is refused (two readers of the same
 * bytes would see two bookings), and so is `__proto__`. The text is scanned first, because JSON.parse drops
 * duplicates silently and its messages quote the body, which may hold personal data.
 * @throws AppError MALFORMED with line and column, VALIDATION naming the key and its place.
 */
export function parseStrictJson(text: string): unknown {
  const known = parseWrittenOnce(text);
  if (known !== undefined) return known;
  new Scanner(text).document();
  return JSON.parse(text) as unknown;
}

/**
 * What JSON.stringify writes says each thing once: a text that comes out as it went in needs no scan, which costs ten
 * times as much. Most clients write so.
 * @returns undefined for a text that must be looked at
 */
function parseWrittenOnce(text: string): unknown {
  // A body of this length cannot have too many parts; as many brackets as levels cannot be nested deeper.
  if (text.length > SMALL || countOpenings(text) > MAX_DEPTH || text.includes('__proto__')) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function countOpenings(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) count += 1;
  }
  return count;
}

class Scanner {
  private at = 0;
  private parts = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly text: string) {}

  document(): void {
    this.blanks();
    this.value();
    this.blanks();
    if (this.at < this.text.length) this.fail('the end of the document');
  }

  private value(): void {
    if (++this.parts > MAX_PARTS)
      this.refuse(`More than ${MAX_PARTS} keys and values; send several requests`);
    const char = this.text[this.at];
    if (char === '{') this.nested(() => this.object());
    else if (char === '[') this.nested(() => this.array());
    else if (char === '"') this.string();
    else if (
      !this.match(char === '-' || (char !== undefined && char >= '0' && char <= '9') ? NUMBER : WORD)
    ) {
      this.fail('a value');
    }
  }

  private nested(scan: () => void): void {
    if (this.path.length >= MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} levels`);
    scan();
  }

  private object(): void {
    const keys = new Set<string>();
    this.list('}', () => {
      if (this.text[this.at] !== '"') this.fail('a key in double quotes');
      this.key(keys);
      this.blanks();
      this.expect(':');
      this.blanks();
      this.value();
      this.path.pop();
    });
  }

  private key(keys: Set<string>): void {
    const start = this.at;
    this.string();
    const key = JSON.parse(this.text.slice(start, this.at)) as string;
    this.parts += 1;
    if (keys.size >= JSON_LIMITS.members)
      this.refuse(`More than ${JSON_LIMITS.members} members in one object`);
    this.path.push(key);
    if (keys.has(key)) this.refuse(`"${key.slice(0, 64)}" stands twice in one object; send it once`);
    if (key === '__proto__') this.refuse('"__proto__" is not a field; remove it');
    keys.add(key);
  }

  private array(): void {
    let index = 0;
    this.list(']', () => {
      this.path.push(index++);
      this.value();
      this.path.pop();
    });
  }

  private list(end: string, item: () => void): void {
    this.at += 1;
    this.blanks();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      item();
      this.blanks();
      if (this.text[this.at] === end) break;
      if (this.text[this.at] !== ',') this.fail(`"," or "${end}"`);
      this.at += 1;
      this.blanks();
    }
    this.at += 1;
  }

  private string(): void {
    for (this.at += 1; ; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        if (!this.match(ESCAPE)) this.fail('a valid escape');
        this.at -= 1;
      } else if (!(code >= 0x20)) this.fail('the end of the string');
    }
    this.at += 1;
  }

  private blanks(): void {
    while (isBlank(this.text.charCodeAt(this.at))) this.at += 1;
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private expect(char: string): void {
    if (this.text[this.at] !== char) this.fail(`"${char}"`);
    this.at += 1;
  }

  private refuse(message: string): never {
    const pointer = jsonPointer(this.path);
    throw new AppError('VALIDATION', `${pointer}: ${message}`, {
      faults: [{ pointer, code: 'VALIDATION', message }],
    });
  }

  private fail(expected: string): never {
    // Counted, not split: a body of line breaks would become a million texts.
    let line = 1;
    for (let at = 0; at < this.at; at++) if (this.text.charCodeAt(at) === NEWLINE) line++;
    const column = this.at === 0 ? 1 : this.at - this.text.lastIndexOf('\n', this.at - 1);
    const found = this.at >= this.text.length ? ', but the body ends there' : '';
    throw new AppError(
      'MALFORMED',
      `Not valid JSON: line ${line}, column ${column}: expected ${expected}${found}.`,
      {
        details: { line, column, position: this.at },
      },
    );
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === NEWLINE || code === 0x0d || code === 0x09;
}
