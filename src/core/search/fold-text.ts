/** Letters that are not a plain letter with a mark, and so survive the decomposition below. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};
const SPELT_OUT_LETTERS = new RegExp(`[${Object.keys(SPELT_OUT).join('')}]`, 'g');
/** Nobody types more of a word, and Elasticsearch takes no term beyond 32 kB. */
const LONGEST_WORD = 64;
/** Some letters fold to a whole phrase, and what is compared and sorted by must fit its column. */
const LONGEST_TEXT = 400;

/**
 * The words of a text in the one spelling that documents and questions share: small letters without accents, digits.
 * Done here and not by an analyzer, so that every engine finds the same: "São João" gives sao, joao.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(SPELT_OUT_LETTERS, (letter) => SPELT_OUT[letter] ?? letter)
    // Some capitals have a mark only once they are small (Turkish dotted I).
    .replaceAll(/\p{M}/gu, '');
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => firstOf(word, LONGEST_WORD));
}

/** A text as a whole in that spelling, for comparing and sorting: "São João da Madeira" gives "sao joao da madeira". */
export function foldText(text: string): string {
  return firstOf(wordsOf(text).join(' '), LONGEST_TEXT).trimEnd();
}

/** By whole characters: half of one is no text, and Elasticsearch refuses the document that holds it. */
function firstOf(text: string, length: number): string {
  return text.length <= length ? text : Array.from(text).slice(0, length).join('');
}
