import { AppError } from '../../core/model/errors.js';
import { expectedStarts, type ArrivalPlan } from './arrivals.js';

/** A load that a typing error could start must end by itself, and must fit into this process. */
export const MAX_RATE = 5_000;
export const MAX_SECONDS = 900;
export const MAX_STARTS = 1_000_000;
export const MAX_HOTELS = 1_000;
export const MAX_ROOM_TYPES = 20;

const LOOPBACK = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/;

/** @throws AppError VALIDATION for a gateway on another machine, unless the user has said that it may be loaded. */
export function requireLoopback(gateway: URL, { allowRemote }: { readonly allowRemote: boolean }): void {
  if (allowRemote || LOOPBACK.test(gateway.hostname)) return;
  throw new AppError(
    'VALIDATION',
    `${gateway.origin} is not on this machine; load it only if it is yours to load, and say so with --allow-remote.`,
    { next: 'bellhop load run --help' },
  );
}

/** @throws AppError VALIDATION for more starts than one process keeps account of. */
export function requireBounded(plan: Omit<ArrivalPlan, 'seed'>): void {
  const starts = Math.round(expectedStarts(plan));
  if (starts <= MAX_STARTS) return;
  throw new AppError(
    'VALIDATION',
    `That is ${starts} requests; one run has at most ${MAX_STARTS}. Lower --rate or --duration.`,
  );
}
