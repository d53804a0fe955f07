import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../../core/platform/logger.js';
import type { Metrics } from '../../core/platform/metrics.js';
import { requestIdOf } from './request-id.js';

type Facts = Readonly<Record<string, string | number>>;

const NO_ROUTE = '(none)';
/** What proxies log for a client that left before its answer; never sent. */
const CLIENT_GONE = 499;

/**
 * One wide line and one observation for each request, by route pattern: real paths hold ids, query strings may hold
 * what nobody should find in a log, and a label for each would make metrics grow without end.
 */
export function accessLog({ logger, metrics }: { logger: Logger; metrics: Metrics }): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const started = performance.now();
    response.once('close', () => {
      const ms = performance.now() - started;
      const route = routeOf(response);
      const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
      metrics.httpRequests.observe({ route, method: methodOf(request), status: String(status) }, ms / 1_000);
      logger.info({
        event: 'http.request',
        method: methodOf(request),
        route,
        status,
        ms: Math.round(ms * 100) / 100,
        request_id: requestIdOf(response),
        ...factsOf(response),
      });
    });
    next();
  };
}

export function setRoute(response: Response, route: string): void {
  response.locals.route = route;
}

export function noteFacts(response: Response, facts: Facts): void {
  response.locals.facts = { ...factsOf(response), ...facts };
}

function routeOf(response: Response): string {
  const route: unknown = response.locals.route;
  return typeof route === 'string' ? route : NO_ROUTE;
}

function factsOf(response: Response): Facts {
  return (response.locals.facts as Facts | undefined) ?? {};
}

/** Anyone can send any method; only those that we serve are worth a label. */
function methodOf(request: Request): string {
  return ['GET', 'HEAD', 'POST'].includes(request.method) ? request.method : 'OTHER';
}
