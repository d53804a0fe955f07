const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** "Standard Webhooks, retries"; the last one again and again until the message is given up. */
const DELAYS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR] as const;
/** Never sooner than the schedule says: a receiver that is coming back gets its messages spread. */
const JITTER = 0.1;
/** A message is tried for so long. */
export const GIVE_UP_MS = 72 * HOUR;
/** Who asks for a longer pause than this is asked again all the same. */
const LONGEST_RETRY_AFTER_MS = 24 * HOUR;

/**
 * How long to wait after so many failed tries (the one just made included).
 * @param random 0 to 1; @param atLeastMs what the receiver asked for
 */
export function retryDelay(failed: number, random: number, atLeastMs = 0): number {
  const delay = DELAYS_MS[Math.min(failed, DELAYS_MS.length) - 1] ?? DELAYS_MS[0];
  return Math.max(Math.round(delay * (1 + JITTER * random)), atLeastMs);
}

/** A Retry-After, in seconds or as a date, in milliseconds from now; null where it is neither. */
export function readRetryAfter(text: string | null, now: Date): number | null {
  if (text === null) return null;
  const seconds = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now.getTime();
  return Number.isNaN(seconds) ? null : Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_MS);
}
