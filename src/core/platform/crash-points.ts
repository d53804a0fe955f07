/**
 * Named places at which a test lets the process die. In service it does nothing: a hook that costs one comparison, so
 * that what is killed in tests is the very code that runs.
 */
export type Crash = (point: CrashPoint) => void;

/** Before and after each commit of a booking's life, and around each call to a payment provider. */
export const CRASH_POINTS = [
  'hold.before_commit',
  'hold.committed',
  'pay.before_call',
  'pay.called',
  'pay.settled',
  'confirm.before_commit',
  'confirm.committed',
  'compensate.before_commit',
  'compensate.committed',
  'refund.before_call',
  'refund.called',
  'modify.before_commit',
  'modify.committed',
  'cancel.before_commit',
  'cancel.committed',
  'expire.before_commit',
  'expire.committed',
] as const;

/** Around each step of a delivery: what was noted, claimed, read, sent, answered, written down. */
export const DELIVERY_CRASH_POINTS = [
  'delivery.marks.before_commit',
  'delivery.marks.committed',
  'delivery.claimed',
  'delivery.read',
  'delivery.answered',
  'delivery.noted',
  'delivery.settle.before_commit',
  'delivery.settled',
  'delivery.reservation.answered',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number] | (typeof DELIVERY_CRASH_POINTS)[number];

/** @param at the point at which to die at once, as by `kill -9`; null: nowhere */
export function createCrash(at: CrashPoint | null): Crash {
  return (point) => {
    if (point === at) process.kill(process.pid, 'SIGKILL');
  };
}
