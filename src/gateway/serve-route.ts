import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Answer } from './answer.js';
import type { Exchange } from './exchange.js';
import type { Gatekeeper } from './gatekeeper.js';
import type { Route } from './route.js';
import { send } from './send.js';
import { servedOf } from './served.js';

/** A route as express runs it: who may come in is settled before the route sees the request. */
export function serveRoute(route: Route, gatekeeper: Gatekeeper): RequestHandler {
  return (request, response) => {
    const { params, query } = request;
    return answerRoute(route, gatekeeper, { request, response, params, query });
  };
}

const NOTHING = {};

/** A route without parameters, whose path alone was asked for: it needs no Express. Rejects as its route does. */
export function serveDirectly(
  route: Route,
  gatekeeper: Gatekeeper,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return (request, response) =>
    answerRoute(route, gatekeeper, { request, response, params: NOTHING, query: NOTHING });
}

interface Arrived extends Pick<Exchange, 'request' | 'params' | 'query'> {
  readonly response: ServerResponse;
}

async function answerRoute(route: Route, gatekeeper: Gatekeeper, arrived: Arrived): Promise<void> {
  servedOf(arrived.response).route = route.path;
  send(arrived.response, await answerOf(route, gatekeeper, toExchange(arrived)));
}

async function answerOf(route: Route, gatekeeper: Gatekeeper, exchange: Exchange): Promise<Answer> {
  switch (route.access) {
    case 'open':
      return route.handle(exchange);
    case 'operations':
      await gatekeeper.admitOperations(exchange);
      return route.handle(exchange);
    case 'guest':
      return route.handle({ ...exchange, partner: await gatekeeper.admitGuest(exchange) });
    default:
      return route.handle({ ...exchange, partner: await gatekeeper.admit(exchange, route.access) });
  }
}

function toExchange({ request, response, params, query }: Arrived): Exchange {
  const served = servedOf(response);
  return {
    request,
    requestId: served.requestId,
    params,
    query,
    address: request.socket.remoteAddress ?? '',
    setHeader: (name, value) => {
      served.headers[name] = value;
    },
    note: (facts) => {
      served.facts = { ...served.facts, ...facts };
    },
  };
}

/** OpenAPI's {booking_id} as express writes it, :booking_id. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
