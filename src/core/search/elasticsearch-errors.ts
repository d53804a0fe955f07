import { errors } from '@elastic/elasticsearch';
import { AppError } from '../model/errors.js';

const RETRY_SECONDS = 5;

/** Full queues, a cluster that is starting or recovering, and rights that somebody must give back: all pass by waiting. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 408, 429, 502, 503, 504]);

export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** True when the index or alias that was named does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof errors.ResponseError && error.statusCode === 404;
}

export function alreadyExists(error: unknown): boolean {
  if (!(error instanceof errors.ResponseError)) return false;
  const body = error.body as { error?: { type?: unknown } } | undefined;
  return body?.error?.type === 'resource_already_exists_exception';
}

/** Runs a call; a cluster that is away or refuses for now is UNAVAILABLE, anything else stays what it is. */
export async function onElasticsearch<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof errors.ResponseError && !isPassing(error.statusCode ?? 0)) throw error;
    if (error instanceof errors.ElasticsearchClientError) throw searchAway(error);
    throw error;
  }
}

export function searchAway(cause: unknown): AppError {
  return new AppError(
    'UNAVAILABLE',
    'Hotel search is away for the moment (Elasticsearch does not answer); quotes and bookings go on. Search again soon.',
    { retryAfter: RETRY_SECONDS, cause, next: 'bellhop dev status' },
  );
}
