import { aboutOf } from '../../core/messages/message-about.js';
import type { Connector } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { daysBetween } from '../../core/model/local-date.js';
import { invalid, validate } from '../../core/model/validation.js';
import type { Catalogue } from '../../core/hotels/catalogue.js';
import type { Room } from '../../core/hotels/hotel.js';
import { decodeOptionsOf } from '../../core/partners/partner.js';
import { jsonAnswer, type Answer } from '../answer.js';
import { causeOf, isAboutItems, itemResults, NOTHING } from '../ari-items.js';
import { oneHotel } from '../one-hotel.js';
import type { App } from '../../core/app.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled, type JournalDeps, type Known, type Verdict } from '../journalled.js';
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
      description:
        'Applied whole or not at all, in document order, the last instruction for a night wins. With on_fault item each update ' +
        'is judged by itself, and the answer lists them all.',
      request: { query: pushQuery, body: { required: true, content: jsonContent(pushBody) } },
      responses: {
        200: {
          description: 'Applied and committed; with on_fault item, what could be',
          content: jsonContent(pushAnswer),
        },
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
      const { dry_run, on_fault } = validate(pushQuery, exchange.query, 'query');
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
      return journalled(deps, received, (know) =>
        push(deps, exchange, { body, charset, dryRun: dry_run, onFault: on_fault, know }),
      );
    },
  };
}

interface PushBody {
  readonly body: Buffer;
  readonly charset: string | null;
  readonly dryRun: boolean;
  readonly onFault: 'message' | 'item' | undefined;
  /** So that people find it also when it is refused or parked. */
  readonly know: (known: Known) => void;
}

async function push(
  deps: AriRouteDeps,
  { partner, requestId }: PartnerExchange,
  { body, charset, dryRun, onFault, know }: PushBody,
): Promise<Verdict> {
  const options = decodeOptionsOf(partner);
  const overrides = { ...options.overrides, ...(onFault === undefined ? {} : { failure_unit: onFault }) };
  const { content, faults, envelope } = await deps.connector.decode(body, { charset, ...options, overrides });
  const perItem = envelope.extra?.on_fault === 'item';
  const count = Number(envelope.extra?.items ?? 0);
  if (perItem && content === null && isAboutItems(faults)) {
    const items = itemResults(count, faults);
    return {
      answer: jsonAnswer(200, { ...NOTHING, dry_run: dryRun, items }),
      outcome: 'REFUSED',
      cause: causeOf(faults),
    };
  }
  if (content?.kind !== 'ari') {
    const malformed = faults.find((fault) => fault.code === 'MALFORMED');
    throw malformed === undefined
      ? invalid('body', faults)
      : new AppError('MALFORMED', malformed.message, { faults });
  }
  const ari = oneHotel(content);
  const { hotel_code } = ari;
  know({ hotel_code, about: aboutOf(content) });
  const result = await deps.applyAri(partner, ari, { requestId, dryRun, perItem });
  const { hotel_id, nights_named, inventory_changed, rates_changed, events, warnings, refused = [] } = result;
  const refusals = [...faults, ...refused];
  const none = refused.length === content.ari.updates.length && refused.length > 0;
  const answer = {
    outcome: none ? 'REFUSED' : refusals.length > 0 ? 'PARTIAL' : 'APPLIED',
    dry_run: dryRun,
    hotel_id,
    nights_named,
    inventory_changed,
    rates_changed,
    events,
    warnings,
    ...(perItem ? { items: itemResults(count, refusals) } : {}),
  };
  const outcome = none ? 'REFUSED' : dryRun ? 'ANSWERED' : 'APPLIED';
  const cause = refusals.length === 0 ? {} : { cause: causeOf(refusals) };
  return { answer: jsonAnswer(200, answer), outcome, hotel_code, about: aboutOf(content), ...cause };
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
      description:
        'Nights that somebody has counted; with uncounted also those of which only rates are known.',
      request: { query: ariQuery },
      responses: {
        200: { description: 'The stored nights, by room type and date', content: jsonContent(ariAnswer) },
        ...problems('VALIDATION', 'HOTEL_NOT_FOUND', 'ROOM_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ partner, query }): Promise<Answer> => {
      const { hotel_id, room_code, from, to, uncounted } = validate(ariQuery, query, 'query');
      const catalogue = await openCatalogue(partner, hotel_id);
      const rooms = room_code === undefined ? catalogue.rooms : [findRoom(catalogue, room_code)];
      refuseTooMany(rooms.length, daysBetween(from, to) + 1);
      const nights = [];
      for (const room of rooms) nights.push(...(await readAri({ catalogue, room, from, to, uncounted })));
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
