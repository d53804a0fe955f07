/** "NameStartChar" and the rest of "NameChar" of XML 1.0, fifth edition. */
const NAME_START =
  '[:A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c-\\u200d\\u2070-\\u218f' +
  '\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd]|[\\ud800-\\udb7f][\\udc00-\\udfff]';
const NAME_REST = '[-.0-9\\u00b7\\u203f-\\u2040]|[\\u0300-\\u036f]';
const NAME = new RegExp(`^(?:${NAME_START})(?:${NAME_START}|${NAME_REST})*$`);
/** What XML 1.0 calls no character; surrogates are the decoder's matter. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ufffd]/;
const REFERENCE = /&(?:#(\d{1,8})|#x([0-9a-fA-F]{1,7})|(lt|gt|amp|apos|quot));|&/g;
const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);

/** Valid names are few and come again and again. */
const KNOWN_NAMES = 2_000;

export function createNameCheck(): (name: string) => boolean {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return true;
    if (!NAME.test(name)) return false;
    if (known.size < KNOWN_NAMES) known.add(name);
    return true;
  };
}

/** Index of the first character that no XML document may have; -1 where all may. */
export function findNoCharacter(text: string): number {
  return text.search(NO_CHARACTER);
}

/**
 * Text with its references replaced. Only the five entities that XML itself has, for without DOCTYPE there are no others.
 * @returns null for a reference that is none, or that stands for what is no character.
 */
export function resolveReferences(text: string): string | null {
  let broken = false;
  const resolved = text.replace(REFERENCE, (_whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES.get(name) ?? '';
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (!isCharacter(code)) {
      broken = true;
      return '';
    }
    return String.fromCodePoint(code);
  });
  return broken ? null : resolved;
}

function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return (code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000) && code <= 0x10ffff;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0xa || code === 0x9 || code === 0xd;
}
