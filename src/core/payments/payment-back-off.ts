const FIRST_MS = 5_000;
const MAX_MS = 600_000;
/** About half an hour of trying. */
const ATTENTION_AFTER = 9;

/**
 * When to ask again after so many attempts without an outcome: twice as long each time up to ten minutes, less a random
 * part of up to a half, so that an outage is not followed by everybody at once. It never ends: money is not given up.
 * @param random from 0 (inclusive) to 1 (exclusive).
 */
export function nextAttempt(attempts: number, now: Date, random: number): Date {
  const whole = Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), MAX_MS);
  return new Date(now.getTime() + Math.round(whole * (1 - random / 2)));
}

/** True from that attempt on at which somebody should be told. */
export function wantsAttention(attempts: number): boolean {
  return attempts >= ATTENTION_AFTER;
}
