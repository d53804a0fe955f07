import type { PushOutcome, WireAnswer } from '../../core/model/channel-codec.js';

const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * What an HTTP status alone says of a push; null where the body has the last word. What passes by itself is sent again as it is,
 * everything else would be refused again.
 */
export function httpVerdict({ status, headers, body }: WireAnswer): PushOutcome | null {
  if (status >= 200 && status < 300) return null;
  const code = `HTTP_${status}`;
  const message = `HTTP ${status}${body.trim() === '' ? ' without a word' : ''}`;
  if (PASSING.has(status) || status >= 500) {
    return { kind: 'retry', after_seconds: secondsOf(headers['retry-after']), code, message };
  }
  return { kind: 'rejected', code, message, items: [], mapping: false };
}

/** No more than this is read: a longer wait is no more a wait (ten years, a number without end). */
const MOST_SECONDS = 999_999;

/** A Retry-After in seconds; null where there is none, or a date. */
function secondsOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Math.min(Number(text), MOST_SECONDS) : null;
}
