import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { PartnerKind } from '../core/partners/partner.js';
import type { Answer } from './answer.js';
import type { Exchange, GuestExchange, PartnerExchange } from './exchange.js';

/** What the OpenAPI document says of a route; absent for pages that are no part of the API. */
export type Operation = Omit<RouteConfig, 'method' | 'path' | 'security' | 'operationId'> & {
  readonly operationId: string;
};

interface RouteBase {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** OpenAPI's form, for example /api/bookings/{booking_id}; also the label in metrics and logs. */
  readonly path: string;
  readonly operation?: Operation;
  /** Answered without Express: for a path without parameters that is asked for all the time. */
  readonly direct?: true;
}

/** Only partners of the kinds named, with a valid key. */
export interface PartnerRoute extends RouteBase {
  readonly access: readonly PartnerKind[];
  handle(exchange: PartnerExchange): Promise<Answer>;
}

/** Guests too; a partner's key, where one is sent, must be valid and brings the partner's own view. */
export interface GuestRoute extends RouteBase {
  readonly access: 'guest';
  handle(exchange: GuestExchange): Promise<Answer>;
}

/** Callers on this machine, or an operator's key. */
export interface OperationsRoute extends RouteBase {
  readonly access: 'operations';
  handle(exchange: Exchange): Promise<Answer>;
}

/** No key and no limit, or a route that identifies its caller itself (a wire contract with credentials in its body). */
export interface OpenRoute extends RouteBase {
  readonly access: 'open';
  handle(exchange: Exchange): Promise<Answer>;
}

export type Route = PartnerRoute | GuestRoute | OperationsRoute | OpenRoute;
