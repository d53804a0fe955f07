import { z } from 'zod';
import { feedAnswer } from '../../connectors/channex/encode.js';
import { bookingOf, bookingRevision } from '../../connectors/channex/revision-out.js';
import type { App } from '../../core/app.js';
import { AppError } from '../../core/model/errors.js';
import { jsonAnswer, JSON_TYPE, type Answer } from '../answer.js';
import { channexRoute, type ChannexRouteDeps } from '../channex-route.js';
import { filterOf, pageOf } from '../channex-query.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { JSON_LIMIT, readBody } from '../read-body.js';
import type { Route } from '../route.js';

export type ChannexBookingDeps = ChannexRouteDeps &
  JournalDeps &
  Pick<App, 'handOutRevisions' | 'decideRevisions' | 'readRevision'>;

/** Revisions that one page may go past; whoever acknowledges never needs a second page. */
const MAX_AHEAD = 1_000;

const path = z.object({ id: z.string() });

export function createChannexBookingRoutes(deps: ChannexBookingDeps): Route[] {
  return [feedRoute(deps), revisionRoute(deps), ackRoute(deps), bookingsRoute(deps), bookingRoute(deps)];
}

function feedRoute(deps: ChannexBookingDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/booking_revisions/feed',
    operation: {
      operationId: 'readChannexFeed',
      summary: 'Channex: revisions that are not acknowledged',
      description:
        'Oldest first, each again until it is acknowledged. filter[property_id], pagination[page] and pagination[limit].',
      answer: 'The revisions, and in meta.total how many there are',
    },
    handle: async (exchange) => {
      const { partner, query } = exchange;
      const { page, limit } = pageOf(query);
      const hotel_code = filterOf(query, 'property_id');
      const total = await deps.readRevision.countUndecided(partner, hotel_code);
      const most = Math.min(page * limit, MAX_AHEAD);
      const revisions = await deps.handOutRevisions(partner, { hotel_code, limit: most });
      const data = revisions.slice((page - 1) * limit).map(bookingRevision);
      const answer = feedAnswer(data, { page, limit, total });
      // A PMS asks every minute; a journal of empty answers would only hide the others.
      if (data.length === 0) return answer;
      return noted(deps, exchange, { kind: 'ReservationFeed', hotel_code, answer });
    },
  });
}

function revisionRoute(deps: ChannexBookingDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/booking_revisions/{id}',
    operation: {
      operationId: 'readChannexRevision',
      summary: 'Channex: one revision that was in the feed or in a webhook',
      request: { params: path },
      answer: 'The revision, acknowledged or not',
    },
    handle: async (exchange) => {
      const { partner, params } = exchange;
      const id = idOf(params);
      const [handedOut] = await deps.handOutRevisions(partner, { hotel_code: null, limit: 1, only: id });
      const revision = handedOut ?? (await deps.readRevision.byId(partner, id));
      const answer = jsonAnswer(200, { data: bookingRevision(revision) });
      if (handedOut === undefined) return answer;
      // A webhook told of it, and this is how such a PMS reads its feed.
      return noted(deps, exchange, { kind: 'ReservationFeed', hotel_code: revision.hotel_code, answer });
    },
  });
}

function bookingsRoute(deps: ChannexBookingDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/bookings',
    operation: {
      operationId: 'listChannexBookings',
      summary: 'Channex: bookings, each as the feed told it last',
      description:
        'filter[property_id], order[inserted_at] (desc unless asc), pagination[page] and pagination[limit]. What the feed has not ' +
        'told yet is not here.',
      answer: 'The bookings, and in meta.total how many there are',
    },
    handle: async ({ partner, query }) => {
      const { page, limit } = pageOf(query);
      const direction = query['order[inserted_at]'] === 'asc' ? 'asc' : 'desc';
      const { revisions, total } = await deps.readRevision.listLast(partner, {
        hotel_code: filterOf(query, 'property_id'),
        newest_first: direction === 'desc',
        skip: (page - 1) * limit,
        limit,
      });
      const meta = { page, limit, total, order_by: 'inserted_at', order_direction: direction };
      return jsonAnswer(200, { data: revisions.map(bookingOf), meta });
    },
  });
}

function bookingRoute(deps: ChannexBookingDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/bookings/{id}',
    operation: {
      operationId: 'readChannexBooking',
      summary: 'Channex: a booking as the feed told it last',
      request: { params: path },
      answer: 'The booking with its last revision',
    },
    handle: async ({ partner, params }) => {
      const revision = await deps.readRevision.lastOf(partner, idOf(params));
      return jsonAnswer(200, { data: bookingOf(revision) });
    },
  });
}

function ackRoute(deps: ChannexBookingDeps): Route {
  return channexRoute(deps, {
    method: 'post',
    path: '/booking_revisions/{id}/ack',
    operation: {
      operationId: 'acknowledgeChannexRevision',
      summary: 'Channex: acknowledge one revision',
      description: 'The revision, not the booking. Repeating it changes nothing. A body is read over.',
      request: { params: path },
      answer: 'Noted and committed',
    },
    handle: async (exchange) => {
      const { partner, requestId, params, request } = exchange;
      const revision_id = idOf(params);
      const body = await readBody(request, JSON_LIMIT);
      const received = { ...receivedOf(exchange), kind: 'ReservationAck', hotel_code: null, body };
      return journalled(deps, received, async () => {
        const verdict = { revision_id, outcome: 'accepted', pms_reference: null, reason: null } as const;
        await deps.decideRevisions(partner, [verdict], { request_id: requestId });
        return {
          answer: jsonAnswer(200, { meta: { message: 'Success' } }),
          outcome: 'APPLIED',
          about: { content: 'verdicts' },
        };
      });
    },
  });
}

function idOf({ id }: PartnerExchange['params']): string {
  if (typeof id === 'string' && id.length <= 64) return id;
  throw new AppError('REVISION_NOT_FOUND', 'No such id.');
}

function noted(
  deps: ChannexBookingDeps,
  exchange: PartnerExchange,
  { kind, hotel_code, answer }: { kind: string; hotel_code: string | null; answer: Answer },
): Promise<Answer> {
  const received = { ...receivedOf(exchange), kind, hotel_code, body: Buffer.alloc(0) };
  return journalled(deps, received, () =>
    Promise.resolve({ answer, outcome: 'ANSWERED', about: { content: 'read' } }),
  );
}

function receivedOf({ partner, requestId, request }: PartnerExchange) {
  const contentType = request.headers['content-type'] ?? JSON_TYPE;
  return { partner, connector: 'channex', requestId, contentType };
}
