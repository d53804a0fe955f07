import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from '../core/platform/logger.js';
import type { Metrics } from '../core/platform/metrics.js';
import type { Gatekeeper } from './gatekeeper.js';
import { accessLog } from './middleware/access-log.js';
import { errorHandler, notFound, otherMethod } from './middleware/error-handler.js';
import { requestId } from './middleware/request-id.js';
import type { Route } from './route.js';
import { expressPath, serveRoute } from './serve-route.js';

export interface HttpServerDeps {
  readonly routes: readonly Route[];
  readonly gatekeeper: Gatekeeper;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The whole HTTP surface, without a socket. */
export function createHttpServer({ routes, gatekeeper, logger, metrics }: HttpServerDeps): Express {
  const server = express();
  server.disable('x-powered-by');
  // Every answer is fresh, and a hash of each body would cost more than it saves.
  server.disable('etag');
  server.set('query parser', 'simple');
  server.use(requestId, accessLog({ logger, metrics }), securityHeaders());
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

function securityHeaders(): express.RequestHandler {
  return helmet({
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
}
