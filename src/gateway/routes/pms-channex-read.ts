import type { App } from '../../core/app.js';
import type { AriNight } from '../../core/ari/read-ari.js';
import { ROOM_RATE_MARK } from '../../core/ari/room-rate-code.js';
import type { Catalogue } from '../../core/hotels/catalogue.js';
import { AppError } from '../../core/model/errors.js';
import { addDays, daysBetween, nightsOf, type LocalDate } from '../../core/model/local-date.js';
import type { Partner } from '../../core/partners/partner.js';
import { jsonAnswer } from '../answer.js';
import { RATE_PLAN_FIELDS, ratePlanCells, type RatePlanField } from '../channex-cells.js';
import { describeProperty, describeRatePlans, describeRoom } from '../channex-content.js';
import { channexRoute, listAnswer, type ChannexRouteDeps } from '../channex-route.js';
import { dateFilter, filterOf, pageOf, requireFilter } from '../channex-query.js';
import type { PartnerExchange } from '../exchange.js';
import type { Route } from '../route.js';
import { MAX_ROOM_NIGHTS } from '../schemas/ari.js';

export type ChannexReadDeps = ChannexRouteDeps & Pick<App, 'openCatalogue' | 'readAri' | 'mappings'>;

export function createChannexReadRoutes(deps: ChannexReadDeps): Route[] {
  return [
    availabilityRoute(deps),
    restrictionsRoute(deps),
    propertiesRoute(deps),
    contentRoute(deps, 'room_types'),
    contentRoute(deps, 'rate_plans'),
  ];
}

function availabilityRoute(deps: ChannexReadDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/availability',
    operation: {
      operationId: 'readChannexAvailability',
      summary: 'Channex: rooms to sell, night by night',
      description: 'filter[property_id], and filter[date] or filter[date][gte] and filter[date][lte].',
      answer: 'data by room type and date',
    },
    handle: async (exchange) => {
      const { nights, catalogue, from, to } = await readNights(deps, exchange);
      const data: Record<string, Record<LocalDate, number>> = {};
      for (const room of catalogue.rooms) {
        // A night of which nobody spoke has no room to sell.
        data[catalogue.roomCode(room.room_id)] = Object.fromEntries(
          nightsOf(from, addDays(to, 1)).map((date) => [date, 0]),
        );
      }
      for (const { room_code, date, available_rooms } of nights) {
        const room = data[room_code];
        if (room !== undefined) room[date] = available_rooms;
      }
      return jsonAnswer(200, { data });
    },
  });
}

function restrictionsRoute(deps: ChannexReadDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/restrictions',
    operation: {
      operationId: 'readChannexRestrictions',
      summary: 'Channex: rates and restrictions, night by night',
      description:
        'filter[property_id], filter[date] or filter[date][gte] and filter[date][lte], and filter[restrictions]. Each rate plan ' +
        'stands once for each of its room types, as ROOM:RATE, and under its own id with what all of them share.',
      answer: 'data by rate plan and date',
    },
    handle: async (exchange) => {
      const fields = readFields(requireFilter(exchange.query, 'restrictions'));
      const { nights } = await readNights(deps, exchange);
      return jsonAnswer(200, { data: ratePlanCells(nights, fields) });
    },
  });
}

function readFields(text: string): RatePlanField[] {
  const names = text.split(',').map((name) => name.trim());
  const known: readonly string[] = RATE_PLAN_FIELDS;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AppError('MALFORMED', `restrictions is invalid; choose from ${RATE_PLAN_FIELDS.join(', ')}`);
  return names as RatePlanField[];
}

interface Nights {
  readonly catalogue: Catalogue;
  readonly nights: readonly AriNight[];
  readonly from: LocalDate;
  readonly to: LocalDate;
}

async function readNights(deps: ChannexReadDeps, { partner, query }: PartnerExchange): Promise<Nights> {
  const { from, to } = dateFilter(query);
  const catalogue = await deps.openCatalogue(partner, requireFilter(query, 'property_id'));
  if (catalogue.rooms.length * (daysBetween(from, to) + 1) > MAX_ROOM_NIGHTS)
    throw new AppError('MALFORMED', `date is invalid; at most ${MAX_ROOM_NIGHTS} room nights fit one answer`);
  const nights: AriNight[] = [];
  for (const room of catalogue.rooms)
    nights.push(...(await deps.readAri({ catalogue, room, from, to, uncounted: true })));
  return { catalogue, nights, from, to };
}

function propertiesRoute(deps: ChannexReadDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/properties',
    operation: {
      operationId: 'listChannexProperties',
      summary: 'Channex: the hotels that are mapped to you',
      answer: 'The properties',
    },
    handle: async ({ partner, query }) => {
      const codes = await hotelCodes(deps, partner);
      const page = pageOf(query);
      const data = [];
      for (const code of pageItems(codes, page))
        data.push(describeProperty(await deps.openCatalogue(partner, code)));
      return listAnswer(data, { ...page, total: codes.length });
    },
  });
}

/** Room types or rate plans, of one property or of all. */
function contentRoute(deps: ChannexReadDeps, kind: 'room_types' | 'rate_plans'): Route {
  const rooms = kind === 'room_types';
  return channexRoute(deps, {
    method: 'get',
    path: `/${kind}`,
    operation: {
      operationId: rooms ? 'listChannexRoomTypes' : 'listChannexRatePlans',
      summary: rooms ? 'Channex: room types' : 'Channex: rate plans, for each room type and for all of them',
      description: `filter[property_id]; a rate plan of one room type has the id ROOM${ROOM_RATE_MARK}RATE.`,
      answer: rooms ? 'The room types' : 'The rate plans',
    },
    handle: async ({ partner, query }) => {
      const asked = filterOf(query, 'property_id');
      const data = [];
      for (const code of asked === null ? await hotelCodes(deps, partner) : [asked]) {
        const catalogue = await deps.openCatalogue(partner, code);
        if (rooms) data.push(...catalogue.rooms.map((room) => describeRoom(catalogue, room)));
        else data.push(...describeRatePlans(catalogue));
      }
      const page = pageOf(query);
      return listAnswer(pageItems(data, page), { ...page, total: data.length });
    },
  });
}

function pageItems<T>(items: readonly T[], { page, limit }: { page: number; limit: number }): readonly T[] {
  return items.slice((page - 1) * limit, page * limit);
}

async function hotelCodes({ mappings }: ChannexReadDeps, partner: Partner): Promise<string[]> {
  const rows = await mappings.list({ partner_code: partner.code });
  return rows.filter(({ kind }) => kind === 'hotel').map(({ their_code }) => their_code);
}
