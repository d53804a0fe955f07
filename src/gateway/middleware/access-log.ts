import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../core/platform/logger.js';
import type { Metrics } from '../../core/platform/metrics.js';
import { servedOf } from '../served.js';

const NO_ROUTE = '(none)';
/** What proxies log for a client that left before its answer; never sent. */
const CLIENT_GONE = 499;

/** Writes down a request once it is over. */
type AccessLog = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * One wide line and one observation for each request, by route pattern: real paths hold ids, query strings may hold
 * what nobody should find in a log, and a label for each would make metrics grow without end.
 */
export function createAccessLog({ logger, metrics }: { logger: Logger; metrics: Metrics }): AccessLog {
  return (request, response) => {
    const { requestId, started, route, facts } = servedOf(response);
    const ms = performance.now() - started;
    const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
    const labels = { route: route ?? NO_ROUTE, method: methodOf(request), status: String(status) };
    metrics.httpRequests.observe(labels, ms / 1_000);
    logger.info({
      event: 'http.request',
      method: labels.method,
      route: labels.route,
      status,
      ms: Math.round(ms * 100) / 100,
      request_id: requestId,
      ...facts,
    });
  };
}

/** Anyone can send any method; only those that we serve are worth a label. */
function methodOf({ method = '' }: IncomingMessage): string {
  return ['GET', 'HEAD', 'POST'].includes(method) ? method : 'OTHER';
}
