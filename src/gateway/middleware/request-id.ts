import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { holdsCardNumber } from '../../core/model/card-number.js';
import { withRequestId } from '../../core/platform/request-context.js';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Keeps the caller's X-Request-Id where it is fit for logs, tables and headers, makes one where not, and answers it. A card
 * number is fit for none of them.
 */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  const fit = given !== undefined && REQUEST_ID.test(given) && !holdsCardNumber(given);
  const id = fit ? given : randomUUID();
  response.locals.requestId = id;
  response.setHeader('X-Request-Id', id);
  withRequestId(id, next);
}

/** The id of a request; made up only where something failed before one was given. */
export function requestIdOf(response: Response): string {
  const id: unknown = response.locals.requestId;
  return typeof id === 'string' ? id : 'none';
}
