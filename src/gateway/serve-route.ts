import type { Request, RequestHandler, Response } from 'express';
import type { Answer } from './answer.js';
import type { Exchange } from './exchange.js';
import type { Gatekeeper } from './gatekeeper.js';
import { noteFacts, setRoute } from './middleware/access-log.js';
import { requestIdOf } from './middleware/request-id.js';
import type { Route } from './route.js';
import { send } from './send.js';

/** A route as express runs it: who may come in is settled before the route sees the request. */
export function serveRoute(route: Route, gatekeeper: Gatekeeper): RequestHandler {
  return async (request, response) => {
    setRoute(response, route.path);
    send(response, await answerOf(route, gatekeeper, toExchange(request, response)));
  };
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

function toExchange(request: Request, response: Response): Exchange {
  return {
    request,
    requestId: requestIdOf(response),
    params: request.params,
    query: request.query,
    address: request.socket.remoteAddress ?? '',
    setHeader: (name, value) => {
      response.setHeader(name, value);
    },
    note: (facts) => noteFacts(response, facts),
  };
}

/** OpenAPI's {booking_id} as express writes it, :booking_id. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
