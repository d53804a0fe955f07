import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { holdsCardNumber } from '../../core/model/card-number.js';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The caller's X-Request-Id where it is fit for logs, tables and headers, a new one where not. A card number is fit for
 * none of them.
 */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  const fit = typeof given === 'string' && REQUEST_ID.test(given) && !holdsCardNumber(given);
  return fit ? given : randomUUID();
}
