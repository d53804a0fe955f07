import type { Connector } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { daysBetween } from '../../core/model/local-date.js';
import { invalid, validate } from '../../core/model/validation.js';
import type { Catalogue } from '../../core/hotels/catalogue.js';
import type { Room } from '../../core/hotels/hotel.js';
import { jsonAnswer, type Answer } from '../answer.js';
import type { App } from '../../core/app.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled, type JournalDeps, type Verdict } from '../journalled.js';
import { requireMediaType } from '../media-type.js';
import { readBody } from '../read-body.js';
import { JSON_TYPES } from '../read-json.js';
import type { PartnerRoute, Route } from '../route.js';
import { ariAnswer, ariQuery, MAX_ROOM_NIGHTS, pushAnswer, pushBody, pushQuery } from '../schemas/ari.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

export interface AriRouteDeps
  extends JournalDeps, Pick<App, 'config' | 'applyAri' | 'readAri' | 'openCatalogue'> {
  /** Decodes our own JSON dialect. */
  readonly connector: Connector;
}

export function createAriRoutes(deps: AriRouteDeps): Route[] {
  return [pushRoute(deps), readRoute(deps)];
}

function pushRoute(deps: AriRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: '/api/ari',
    access: ['pms', 'operator'],
    operation: {
      operationId: 'pushAri',
      tags: ['PMS'],
      summary: 'Push rates and availability',
      description: 'Applied whole or not at all, in document order, the last instruction for a night wins.',
      request: { query: pushQuery, body: { required: true, content: jsonContent(pushBody) } },
      responses: {
        200: { description: 'Applied and committed', content: jsonContent(pushAnswer) },
        ...problems(
          ...BODY_ERRORS,
          ...KEY_ERRORS,
          ...([
            'UNSUPPORTED_UPDATE',
            'CURRENCY_MISMATCH',
            'HOTEL_NOT_FOUND',
            'ROOM_NOT_FOUND',
            'RATE_NOT_FOUND',
          ] as const),
          ...(['HOTEL_INACTIVE', 'PARKED'] as const),
        ),
      },
    },
    handle: async (exchange) => {
      const { dry_run } = validate(pushQuery, exchange.query, 'query');
      const { charset } = requireMediaType(exchange.request, JSON_TYPES);
      const body = await readBody(exchange.request, deps.config.maxBodyBytes);
      const received = {
        partner: exchange.partner,
        connector: deps.connector.id,
        kind: dry_run ? 'AriDryRun' : 'AriPush',
        hotel_code: null,
        requestId: exchange.requestId,
        contentType: exchange.request.headers['content-type'] ?? '',
        body,
      };
      return journalled(deps, received, () => push(deps, exchange, { body, charset, dryRun: dry_run }));
    },
  };
}

async function push(
  deps: AriRouteDeps,
  { partner, requestId }: PartnerExchange,
  { body, charset, dryRun }: { body: Buffer; charset: string | null; dryRun: boolean },
): Promise<Verdict> {
  const { content, faults } = await deps.connector.decode(body, { charset });
  if (content?.kind !== 'ari') {
    const malformed = faults.find((fault) => fault.code === 'MALFORMED');
    throw malformed === undefined
      ? invalid('body', faults)
      : new AppError('MALFORMED', malformed.message, { faults });
  }
  const { hotel_code } = content.ari;
  const result = await deps.applyAri(partner, content.ari, { requestId, dryRun });
  const { hotel_id, nights_named, inventory_changed, rates_changed, events, warnings } = result;
  const answer = {
    outcome: 'APPLIED',
    dry_run: dryRun,
    hotel_id,
    nights_named,
    inventory_changed,
    rates_changed,
    events,
    warnings,
  };
  return { answer: jsonAnswer(200, answer), outcome: dryRun ? 'ANSWERED' : 'APPLIED', hotel_code };
}

function readRoute({ openCatalogue, readAri }: AriRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: '/api/ari',
    access: ['pms', 'ota', 'operator'],
    operation: {
      operationId: 'readAri',
      tags: ['PMS', 'OTA'],
      summary: 'Read rates and availability, night by night',
      request: { query: ariQuery },
      responses: {
        200: { description: 'The stored nights, by room type and date', content: jsonContent(ariAnswer) },
        ...problems('VALIDATION', 'HOTEL_NOT_FOUND', 'ROOM_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ partner, query }): Promise<Answer> => {
      const { hotel_id, room_code, from, to } = validate(ariQuery, query, 'query');
      const catalogue = await openCatalogue(partner, hotel_id);
      const rooms = room_code === undefined ? catalogue.rooms : [findRoom(catalogue, room_code)];
      refuseTooMany(rooms.length, daysBetween(from, to) + 1);
      const nights = [];
      for (const room of rooms) nights.push(...(await readAri({ catalogue, room, from, to })));
      return jsonAnswer(200, {
        hotel_id: catalogue.hotel.hotel_id,
        hotel_code: catalogue.hotel_code,
        nights,
      });
    },
  };
}

function refuseTooMany(rooms: number, nights: number): void {
  if (rooms * nights <= MAX_ROOM_NIGHTS) return;
  const message = `is ${nights} nights of ${rooms} room types; at most ${MAX_ROOM_NIGHTS} room nights fit one answer, so name a room_code or ask for ${Math.floor(MAX_ROOM_NIGHTS / rooms)} nights at a time`;
  throw invalid('query', [{ pointer: '/to', code: 'VALIDATION', message }]);
}

function findRoom(catalogue: Catalogue, theirCode: string): Room {
  const room = catalogue.room(theirCode);
  if (room !== undefined) return room;
  const message = `Room type "${theirCode}" is not mapped to you at hotel "${catalogue.hotel_code}".`;
  throw new AppError('ROOM_NOT_FOUND', message, {
    faults: [{ pointer: '/room_code', code: 'ROOM_NOT_FOUND', message }],
  });
}
