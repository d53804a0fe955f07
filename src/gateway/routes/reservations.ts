import { validate } from '../../core/model/validation.js';
import { JSON_TYPE, jsonAnswer } from '../answer.js';
import type { App } from '../../core/app.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { parseOptionalJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute, Route } from '../route.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';
import {
  ackAnswer,
  ackBody,
  ackPath,
  feedAnswer,
  feedQuery,
  liveAnswer,
  liveQuery,
} from '../schemas/reservation.js';

export type ReservationRouteDeps = JournalDeps &
  Pick<App, 'handOutRevisions' | 'decideRevisions' | 'listLiveReservations'>;

export function createReservationRoutes(deps: ReservationRouteDeps): Route[] {
  return [feedRoute(deps), liveRoute(deps), ackRoute(deps)];
}

function feedRoute(deps: ReservationRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: '/api/reservations/feed',
    access: ['pms'],
    operation: {
      operationId: 'readReservations',
      tags: ['PMS'],
      summary: 'Fetch reservations that are not acknowledged yet',
      description:
        'Oldest first, each with the state of its booking as of that revision. Each comes again with every read until it ' +
        'is accepted or reported as failed; a PMS whose feed is serial gets the next one of a booking only then.',
      request: { query: feedQuery },
      responses: {
        200: { description: 'Undelivered revisions', content: jsonContent(feedAnswer) },
        ...problems('VALIDATION', 'HOTEL_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { partner, query } = exchange;
      const { hotel_id, limit } = validate(feedQuery, query, 'query');
      const hotel_code = hotel_id ?? null;
      const reservations = await deps.handOutRevisions(partner, { hotel_code, limit });
      const answer = jsonAnswer(200, { reservations });
      // A PMS asks every few minutes; a journal of empty answers would only hide the others.
      if (reservations.length === 0) return answer;
      const received = { ...receivedOf(exchange, Buffer.alloc(0)), kind: 'ReservationFeed', hotel_code };
      return journalled(deps, received, () =>
        Promise.resolve({ answer, outcome: 'ANSWERED', about: { content: 'read' } }),
      );
    },
  };
}

function liveRoute(deps: ReservationRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: '/api/reservations/live',
    access: ['pms'],
    operation: {
      operationId: 'listLiveReservations',
      tags: ['PMS'],
      summary: 'All reservations of a hotel that are not over, acknowledged or not',
      description:
        'For a PMS that lost its data or is new to the hotel. Each reservation once, as you were last told of it, with the ' +
        'revision that told it; what you were not told yet is in the feed: read that afterwards. Changes nothing.',
      request: { query: liveQuery },
      responses: {
        200: { description: 'A page, in the order of booking', content: jsonContent(liveAnswer) },
        ...problems('VALIDATION', 'HOTEL_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { partner, query } = exchange;
      const { hotel_id, limit, cursor } = validate(liveQuery, query, 'query');
      const page = { hotel_code: hotel_id, after: cursor ?? null, limit };
      const { reservations, next } = await deps.listLiveReservations(partner, page);
      const answer = jsonAnswer(200, { reservations, next_cursor: next });
      const received = {
        ...receivedOf(exchange, Buffer.alloc(0)),
        kind: 'ReservationImport',
        hotel_code: hotel_id,
      };
      return journalled(deps, received, () =>
        Promise.resolve({ answer, outcome: 'ANSWERED', about: { content: 'read' } }),
      );
    },
  };
}

function ackRoute(deps: ReservationRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: '/api/reservations/{revision}/ack',
    access: ['pms'],
    operation: {
      operationId: 'acknowledgeReservation',
      tags: ['PMS'],
      summary: 'Acknowledge one revision',
      description: 'Without a body: accepted. Repeating it changes nothing.',
      request: { params: ackPath, body: { required: false, content: jsonContent(ackBody) } },
      responses: {
        200: { description: 'Noted and committed', content: jsonContent(ackAnswer) },
        ...problems(...BODY_ERRORS, 'REVISION_NOT_FOUND', 'CONFLICT', ...KEY_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { partner, requestId, params, request } = exchange;
      const { revision } = validate(ackPath, params, 'path');
      const bytes = await readJsonBytes(request);
      const received = { ...receivedOf(exchange, bytes), kind: 'ReservationAck', hotel_code: null };
      return journalled(deps, received, async () => {
        const { outcome, pms_reference = null, reason = null } = parseOptionalJson(bytes, ackBody).value;
        const verdict = { revision_id: revision, outcome, pms_reference, reason };
        await deps.decideRevisions(partner, [verdict], { request_id: requestId });
        return {
          answer: jsonAnswer(200, { revision_id: revision, outcome }),
          outcome: 'APPLIED',
          about: { content: 'verdicts' },
        };
      });
    },
  };
}

function receivedOf({ partner, requestId, request }: PartnerExchange, body: Buffer) {
  const contentType = request.headers['content-type'] ?? JSON_TYPE;
  return { partner, connector: 'native', requestId, contentType, body };
}
