import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from '../core/platform/logger.js';
import type { Metrics } from '../core/platform/metrics.js';
import type { Gatekeeper } from './gatekeeper.js';
import { createAccessLog } from './middleware/access-log.js';
import { answerFailure, errorHandler, notFound, otherMethod } from './middleware/error-handler.js';
import { requestIdOf } from './middleware/request-id.js';
import type { Route } from './route.js';
import { remember } from './served.js';
import { expressPath, serveDirectly, serveRoute } from './serve-route.js';

export interface HttpServerDeps {
  readonly routes: readonly Route[];
  readonly gatekeeper: Gatekeeper;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * The whole HTTP surface, without a socket. A request for a path of the few that are asked for all the time goes straight
 * to its route, all others through Express: what is around every route is the same for both.
 */
export function createHttpServer(deps: HttpServerDeps): RequestListener {
  const { routes, gatekeeper, logger } = deps;
  const pages = createExpress(deps);
  const writeLog = createAccessLog(deps);
  const security = securityHeaders();
  const direct = new Map(
    routes
      .filter((route) => route.direct === true)
      .map((route) => [`${route.method.toUpperCase()} ${route.path}`, serveDirectly(route, gatekeeper)]),
  );
  return (request, response) => {
    const requestId = requestIdOf(request);
    const headers = { ...security, 'X-Request-Id': requestId };
    remember(response, { requestId, started: performance.now(), route: null, headers, facts: {} });
    response.once('close', () => writeLog(request, response));
    const serve = direct.get(`${request.method ?? ''} ${request.url ?? ''}`);
    if (serve === undefined) pages(request, response);
    else {
      serve(request, response)
        .catch((error: unknown) => answerFailure(logger, response, error))
        // As Express does with an answer that cannot even be given.
        .catch(() => response.destroy());
    }
  };
}

function createExpress({ routes, gatekeeper, logger }: HttpServerDeps): Express {
  const server = express();
  server.disable('x-powered-by');
  // Every answer is fresh, and a hash of each body would cost more than it saves.
  server.disable('etag');
  server.set('query parser', 'simple');
  for (const route of routes) server[route.method](expressPath(route.path), serveRoute(route, gatekeeper));
  // Behind all routes, for one path may match the pattern of another.
  for (const [path, methods] of methodsByPath(routes))
    server.all(expressPath(path), otherMethod(path, methods));
  server.use(notFound, errorHandler(logger));
  return server;
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of routes) {
    // Express answers HEAD wherever it answers GET.
    const methods = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
    paths.set(path, [...(paths.get(path) ?? []), ...methods]);
  }
  return paths;
}

/** What helmet says of an answer: the same of every one, so it is asked once. */
function securityHeaders(): Readonly<Record<string, string>> {
  const response = new HeaderNotes(new IncomingMessage(new Socket()));
  const setAll = helmet({
    // Nothing here is a page, except /docs, which sets its own policy.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // TLS ends in front of us; only what ends it knows whether the name may be pinned.
    strictTransportSecurity: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  setAll(response.req, response, () => undefined);
  return response.notes;
}

/** Answers nobody; notes which headers were set. */
class HeaderNotes extends ServerResponse {
  readonly notes: Record<string, string> = {};

  override setHeader(name: string, value: number | string | readonly string[]): this {
    this.notes[name] = String(value);
    return this;
  }
}
