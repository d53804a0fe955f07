const DIGITS = /\d(?:[ -]?\d){12,18}/g;

/** A text without anything in it that could be a card number: guests and agents write them into remarks ("Traps", 14). */
export function withoutCardNumbers(text: string): string {
  return text.replace(DIGITS, (found) => (isCardNumber(found.replace(/\D/g, '')) ? '[removed]' : found));
}

/** The check digit of ISO/IEC 7812 (Luhn). */
function isCardNumber(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
