/**
 * Control characters, line and paragraph separators, and the marks that turn the direction of what follows: in a name or
 * a number they are never meant, and in a terminal, a log line or a list they show something that is not there.
 */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** True for text that may be shown as it is: one line, nothing hidden in it. */
export function isPlainText(text: string): boolean {
  return !CONTROLS.test(text);
}
