import type { App } from '../core/app.js';
import type { Connector } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import { GatewayServer } from './gateway-server.js';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.js';
import { createHttpServer } from './http-server.js';
import { createOpenApiDocument, type OpenApiDocument } from './openapi.js';
import type { Route } from './route.js';
import { createAriRoutes } from './routes/ari.js';
import { createTimelineRoutes } from './routes/booking-timeline.js';
import { createBookingRoutes } from './routes/bookings.js';
import { createDocsRoutes } from './routes/docs.js';
import { createHealthRoutes } from './routes/health.js';
import { createHotelRoutes } from './routes/hotels.js';
import { createOtaExpediaRoute } from './routes/ota-expedia.js';
import { createOtaOpenChannelRoutes } from './routes/ota-open-channel.js';
import { createOtaSiteConnectRoute } from './routes/ota-siteconnect.js';
import { createPaymentRoutes } from './routes/payments.js';
import { createPmsChannexRoutes } from './routes/pms-channex.js';
import { createPmsMewsRoute } from './routes/pms-mews.js';
import { createPmsAlpineBitsRoute } from './routes/pms-alpinebits.js';
import { createPmsOtaRoomRatesRoute } from './routes/pms-ota-room-rates.js';
import { createPmsOtaRoutes } from './routes/pms-ota.js';
import { createReservationRoutes } from './routes/reservations.js';
import { createSearchRoutes } from './routes/search.js';
import { createUserBookingRoutes } from './routes/user-bookings.js';
import { createWebhookRoutes } from './routes/webhook-endpoints.js';

/** How each role of this process does. */
export type RoleStates = Readonly<Record<string, 'ok' | 'failing'>>;

export interface ProcessState {
  readonly roles: () => RoleStates;
  /** True from the first signal to stop on. */
  readonly stopping: () => boolean;
}

/** The HTTP side of an app: every route of the API on a server that is not listening yet. */
export function createGateway(app: App, state?: ProcessState): GatewayServer {
  const gatekeeper = gatekeeperOf(app);
  const { roles = () => ({}), stopping = () => server.stopping } = state ?? {};
  const routes = createRoutes(app, { gatekeeper, roles, stopping });
  let document: OpenApiDocument | undefined;
  const docs = createDocsRoutes(() => (document ??= createOpenApiDocument(routes)));
  const { logger, metrics } = app;
  const server: GatewayServer = new GatewayServer(
    createHttpServer({ routes: [...routes, ...docs], gatekeeper, logger, metrics }),
  );
  return server;
}

/** Health and metrics alone, for a process that serves no API or keeps them from the outside. */
export function createOpsServer(app: App, state: ProcessState): GatewayServer {
  const { logger, metrics } = app;
  const routes = createHealthRoutes({ ...app, ...state });
  return new GatewayServer(createHttpServer({ routes, gatekeeper: gatekeeperOf(app), logger, metrics }));
}

function gatekeeperOf({ authenticate, config }: App): Gatekeeper {
  return createGatekeeper({ authenticate, requestsPerMinute: config.requestsPerMinute });
}

export interface RouteParts extends ProcessState {
  readonly gatekeeper: Gatekeeper;
}

/** The routes of the API, in the order in which they are matched. */
export function createRoutes(app: App, { gatekeeper, roles, stopping }: RouteParts): Route[] {
  return [
    ...createPmsOtaRoutes({ ...app, gatekeeper, connector: connectorOf(app, 'ota') }),
    createPmsOtaRoomRatesRoute(app),
    createPmsMewsRoute({ ...app, gatekeeper, connector: connectorOf(app, 'mews') }),
    ...createPmsChannexRoutes({ ...app, gatekeeper, connector: connectorOf(app, 'channex') }),
    createOtaExpediaRoute({ ...app, gatekeeper, connector: connectorOf(app, 'expedia') }),
    ...createOtaOpenChannelRoutes({ ...app, gatekeeper, connector: connectorOf(app, 'open-channel') }),
    createOtaSiteConnectRoute({ ...app, gatekeeper, connector: connectorOf(app, 'siteconnect') }),
    createPmsAlpineBitsRoute({ ...app, gatekeeper, connector: connectorOf(app, 'alpinebits') }),
    ...createAriRoutes({ ...app, connector: connectorOf(app, 'native') }),
    ...createBookingRoutes(app),
    ...createTimelineRoutes(app),
    ...createUserBookingRoutes(app),
    ...createReservationRoutes(app),
    ...createPaymentRoutes(app),
    ...createWebhookRoutes(app),
    ...createSearchRoutes(app),
    ...createHotelRoutes(app),
    ...createHealthRoutes({ ...app, roles, stopping }),
  ];
}

function connectorOf({ connectors }: App, id: string): Connector {
  const connector = connectors.get(id);
  if (connector === undefined)
    throw new AppError('CONFIG', `The gateway was started without the connector "${id}".`);
  return connector;
}
