import { findCardNumbers } from '../../core/model/card-number.js';

/** A text without anything in it that could be a card number: guests and agents write them into remarks ("Traps", 14). */
export function withoutCardNumbers(text: string): string {
  let kept = '';
  let at = 0;
  for (const { from, to } of findCardNumbers(text)) {
    kept += `${text.slice(at, from)}[removed]`;
    at = to;
  }
  return kept + text.slice(at);
}
