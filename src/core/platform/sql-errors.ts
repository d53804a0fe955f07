import { AppError } from '../model/errors.js';

/** Deadlock, lock wait, NOWAIT failure and changed snapshot. */
const RETRYABLE_ERRNO: ReadonlySet<number> = new Set([1213, 1205, 3572, 1020]);
const DUPLICATE_ERRNO = 1062;
const OUT_OF_RANGE_ERRNO = 1690;

/** The transaction changed nothing and may run again. */
export function mayRunAgain(error: unknown): boolean {
  return RETRYABLE_ERRNO.has(errnoOf(error) ?? 0);
}

export function isDuplicateKey(error: unknown): boolean {
  return errnoOf(error) === DUPLICATE_ERRNO;
}

/** What `laterExactly` of a transaction fails with. */
export function isOtherCount(error: unknown): boolean {
  return errnoOf(error) === OUT_OF_RANGE_ERRNO;
}

/** The server gave up on the connection itself; what it was doing may have been done. */
const CONNECTION_ENDED_ERRNO: ReadonlySet<number> = new Set([1053, 1927]);

/**
 * True when the transaction that failed so certainly changed nothing: the server said no, or we did. Otherwise it may
 * have been committed and only the answer lost, and who does the work again may do it twice.
 */
export function changedNothing(error: unknown): boolean {
  if (error instanceof AppError) return true;
  const answered = error instanceof Error && 'sqlState' in error && typeof error.sqlState === 'string';
  return answered && !CONNECTION_ENDED_ERRNO.has(errnoOf(error) ?? 0);
}

function errnoOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errno' in error)) return undefined;
  return typeof error.errno === 'number' ? error.errno : undefined;
}
