/** Terminal columns of a text: ideographs take two, combining marks none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{Mark}/u;
const ASCII = /^[\u0020-\u007e]*$/;
// C0, DEL and C1, and what turns the direction of a line or ends it: a name that came from a partner must not move the cursor,
// colour the terminal, or show another name than it is.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Cuts a text to so many columns, the last one an ellipsis where something was lost. */
export function truncateToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = displayWidth(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}…`;
}

/** Lines of at most so many columns, broken between words; a longer word is broken where it must be. */
export function wrapToWidth(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const end = () => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const word of text.split(' ')) {
    if (displayWidth(line) + 1 + displayWidth(word) <= width && line !== '') {
      line += ` ${word}`;
      continue;
    }
    end();
    for (const character of word) {
      if (displayWidth(line) + displayWidth(character) > width) end();
      line += character;
    }
  }
  end();
  return lines;
}

export function padToWidth(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** A value on one line without control characters. */
export function printable(text: string): string {
  return text.replace(CONTROL, ' ');
}

/** The same for text of several lines. */
export function printableText(text: string): string {
  return text.replace(CONTROL, (character) => (character === '\n' || character === '\t' ? character : ' '));
}
