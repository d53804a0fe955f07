import type { App } from '../core/app.js';
import type { Connector } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import { GatewayServer } from './gateway-server.js';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.js';
import { createHttpServer } from './http-server.js';
import { createOpenApiDocument, type OpenApiDocument } from './openapi.js';
import type { Route } from './route.js';
import { createAriRoutes } from './routes/ari.js';
import { createBookingRoutes } from './routes/bookings.js';
import { createDocsRoutes } from './routes/docs.js';
import { createHealthRoutes } from './routes/health.js';
import { createHotelRoutes } from './routes/hotels.js';
import { createPmsOtaRoute } from './routes/pms-ota.js';
import { createReservationRoutes } from './routes/reservations.js';

/** The HTTP side of an app: every route of the API on a server that is not listening yet. */
export function createGateway(app: App): GatewayServer {
  const gatekeeper = createGatekeeper({
    authenticate: app.authenticate,
    requestsPerMinute: app.config.requestsPerMinute,
  });
  const routes = createRoutes(app, { gatekeeper, stopping: () => server.stopping });
  let document: OpenApiDocument | undefined;
  const docs = createDocsRoutes(() => (document ??= createOpenApiDocument(routes)));
  const { logger, metrics } = app;
  const server: GatewayServer = new GatewayServer(
    createHttpServer({ routes: [...routes, ...docs], gatekeeper, logger, metrics }),
  );
  return server;
}

export interface RouteParts {
  readonly gatekeeper: Gatekeeper;
  readonly stopping: () => boolean;
}

/** The routes of the API, in the order in which they are matched. */
export function createRoutes(app: App, { gatekeeper, stopping }: RouteParts): Route[] {
  return [
    createPmsOtaRoute({ ...app, gatekeeper, connector: connectorOf(app, 'ota') }),
    ...createAriRoutes({ ...app, connector: connectorOf(app, 'native') }),
    ...createBookingRoutes(app),
    ...createReservationRoutes(app),
    ...createHotelRoutes(app),
    ...createHealthRoutes({ ...app, stopping }),
  ];
}

function connectorOf({ connectors }: App, id: string): Connector {
  const connector = connectors.get(id);
  if (connector === undefined)
    throw new AppError('CONFIG', `The gateway was started without the connector "${id}".`);
  return connector;
}
