/** The time of day. Tests and replays hand in their own; no correctness hangs on it, only what people see. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
