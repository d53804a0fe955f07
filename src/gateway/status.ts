import type { ErrorCode, ErrorKind } from '../core/model/errors.js';
import { ERROR_TRAITS } from '../core/model/errors.js';

/** HTTP's number for each kind of error; the only place where the two meet. */
const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  unpaid: 402,
  forbidden: 403,
  not_found: 404,
  wrong_method: 405,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  refused: 422,
  rate_limited: 429,
  misconfigured: 500,
  bug: 500,
  unavailable: 503,
};

export function statusOf(code: ErrorCode): number {
  return STATUS[ERROR_TRAITS[code].kind];
}
