import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import { parseAmount } from '../model/money.js';
import type { Partner } from '../partners/partner.js';
import type { Database, Queryable } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import type { Hotel, RatePlan, Room } from './hotel.js';
import { loadRatePlans } from './rate-plan-rows.js';

/** A hotel as one partner sees it: what it may touch, under its own codes. */
export interface Catalogue {
  readonly hotel: Hotel;
  /** The partner's code for the hotel. */
  readonly hotel_code: string;
  /**
   * All of the hotel's; for an OTA those that are mapped to it, for a rate plan that was not given to a channel is not
   * that channel's to see or sell.
   */
  readonly rooms: readonly Room[];
  readonly ratePlans: readonly RatePlan[];
  room(theirCode: string): Room | undefined;
  ratePlan(theirCode: string): RatePlan | undefined;
  /** The partner's code for a room or rate plan; ours where it has none mapped, so that no booking is dropped. */
  roomCode(roomId: Id): string;
  rateCode(ratePlanId: Id): string;
}

/** Who looks: a partner sees what is mapped to it under its own codes, an operator everything under ours. */
export type Viewer = Pick<Partner, 'partner_id' | 'kind'>;

export type OpenCatalogue = (viewer: Viewer, hotelCodeOrId: string) => Promise<Catalogue>;

/** The operator's own view, for the CLI. */
export const OPERATOR_VIEW: Viewer = { partner_id: '0', kind: 'operator' };

const CACHE_SIZE = 2_000;

/**
 * Opens a hotel for a partner, by the partner's own code or our id.
 * What is kept in memory is used only while the hotel's version is the stored one: onboarding and mapping raise it.
 * @throws AppError HOTEL_NOT_FOUND also for a hotel that exists but is not mapped to this partner.
 */
export function createOpenCatalogue({ database }: { readonly database: Database }): OpenCatalogue {
  const cache = new Map<string, Catalogue>();
  return async (viewer, hotelCodeOrId) => {
    const mapped = await findHotel(database, viewer, hotelCodeOrId);
    if (mapped === undefined) {
      throw viewer.kind === 'operator'
        ? new AppError('HOTEL_NOT_FOUND', `There is no hotel "${hotelCodeOrId}".`, {
            next: 'bellhop hotel list',
          })
        : new AppError('HOTEL_NOT_FOUND', `No hotel "${hotelCodeOrId}" is mapped to you.`, {
            next: 'bellhop mapping list',
          });
    }
    const key = `${viewer.kind === 'operator' ? '' : viewer.partner_id}:${mapped.hotel_id}`;
    const known = cache.get(key);
    if (known?.hotel.version === mapped.version && known.hotel_code === mapped.their_code) return known;
    const catalogue = await load(database, viewer, mapped);
    cache.delete(key);
    cache.set(key, catalogue);
    const oldest = cache.keys().next().value;
    if (cache.size > CACHE_SIZE && oldest !== undefined) cache.delete(oldest);
    return catalogue;
  };
}

interface HotelMapping {
  readonly hotel_id: Id;
  readonly their_code: string;
  readonly version: number;
}

async function findHotel(
  database: Database,
  viewer: Viewer,
  codeOrId: string,
): Promise<HotelMapping | undefined> {
  if (viewer.kind === 'operator') {
    const rows = await database.readTogether<HotelMapping>(
      'SELECT hotel_id, code AS their_code, version FROM hotels WHERE code = ? OR hotel_id = ?',
      [codeOrId, isId(codeOrId) ? codeOrId : null],
    );
    // A code wins over an id that looks the same.
    return rows.find((row) => row.their_code === codeOrId) ?? rows.find((row) => row.hotel_id === codeOrId);
  }
  const asked = { partner_id: viewer.partner_id, code: codeOrId };
  const [byCode] = await database.readKeyed(MAPPED_BY_CODE, asked);
  if (byCode !== undefined || !isId(codeOrId)) return byCode;
  const [byId] = await database.readKeyed(MAPPED_BY_ID, asked);
  return byId;
}

interface Asked {
  readonly partner_id: Id;
  readonly code: string;
}

type AskedMapping = HotelMapping & Pick<Asked, 'partner_id'>;

/** The hotel that a partner's own code means, for many at once. */
const MAPPED_BY_CODE = mappedBy('m.scope_id = 0 AND m.their_code', ({ their_code }) => their_code);
const MAPPED_BY_ID = mappedBy('m.our_id', ({ hotel_id }) => hotel_id);

function mappedBy(column: string, codeOf: (row: HotelMapping) => string): KeyedRead<Asked, AskedMapping> {
  return {
    idOf,
    statement: (asked) => ({
      sql: `SELECT m.partner_id, m.hotel_id, m.their_code, h.version
        FROM mappings m JOIN hotels h ON h.hotel_id = m.hotel_id
        WHERE m.kind = 'hotel' AND (${asked.map(() => `(m.partner_id = ? AND ${column} = ?)`).join(' OR ')})`,
      parameters: asked.flatMap(({ partner_id, code }) => [partner_id, code]),
    }),
    share: (asked, rows) => {
      // The database does not see spaces at the end of a code; codes are compared to the letter.
      const byId = new Map(rows.map((row) => [idOf({ partner_id: row.partner_id, code: codeOf(row) }), row]));
      return asked.map((key) => {
        const row = byId.get(idOf(key));
        return row === undefined ? [] : [row];
      });
    },
  };
}

function idOf({ partner_id, code }: Asked): string {
  return `${partner_id} ${code}`;
}

interface MappingRow {
  readonly kind: 'room' | 'rate';
  readonly our_id: Id;
  readonly their_code: string;
}

async function load(database: Queryable, viewer: Viewer, mapped: HotelMapping): Promise<Catalogue> {
  const hotel = await loadHotel(database, mapped.hotel_id);
  const rooms = await loadRooms(database, hotel);
  const ratePlans = await loadRatePlans(database, hotel.hotel_id);
  const rows =
    viewer.kind === 'operator'
      ? ownCodes(rooms, ratePlans)
      : await database.rows<MappingRow>(
          "SELECT kind, our_id, their_code FROM mappings WHERE partner_id = ? AND scope_id = ? AND kind IN ('room', 'rate')",
          [viewer.partner_id, hotel.hotel_id],
        );
  const theirs = new Map(rows.map((row) => [`${row.kind}:${row.our_id}`, row.their_code]));
  const ours = new Map(rows.map((row) => [`${row.kind}:${row.their_code}`, row.our_id]));
  const roomsById = new Map(rooms.map((room) => [room.room_id, room]));
  const ratesById = new Map(ratePlans.map((ratePlan) => [ratePlan.rate_plan_id, ratePlan]));
  const mine = (kind: MappingRow['kind'], id: Id) => viewer.kind !== 'ota' || theirs.has(`${kind}:${id}`);
  return {
    hotel,
    hotel_code: mapped.their_code,
    rooms: rooms.filter((room) => mine('room', room.room_id)),
    ratePlans: ratePlans.filter((ratePlan) => mine('rate', ratePlan.rate_plan_id)),
    room: (code) => roomsById.get(ours.get(`room:${code}`) ?? ''),
    ratePlan: (code) => ratesById.get(ours.get(`rate:${code}`) ?? ''),
    roomCode: (id) => theirs.get(`room:${id}`) ?? roomsById.get(id)?.code ?? id,
    rateCode: (id) => theirs.get(`rate:${id}`) ?? ratesById.get(id)?.code ?? id,
  };
}

function ownCodes(rooms: readonly Room[], ratePlans: readonly RatePlan[]): MappingRow[] {
  return [
    ...rooms.map((room): MappingRow => ({ kind: 'room', our_id: room.room_id, their_code: room.code })),
    ...ratePlans.map((plan): MappingRow => ({
      kind: 'rate',
      our_id: plan.rate_plan_id,
      their_code: plan.code,
    })),
  ];
}

async function loadHotel(database: Queryable, hotelId: Id): Promise<Hotel> {
  const [hotel] = await database.rows<Hotel>(
    `SELECT hotel_id, code, name, time_zone, currency, status, inventory_mode, pms_partner_id, version
     FROM hotels WHERE hotel_id = ?`,
    [hotelId],
  );
  if (hotel === undefined) throw new AppError('HOTEL_NOT_FOUND', `Hotel ${hotelId} no longer exists.`);
  return hotel;
}

async function loadRooms(database: Queryable, hotel: Hotel): Promise<Room[]> {
  const rows = await database.rows<Omit<Room, 'base_price'> & { base_price: string | null }>(
    `SELECT room_id, code, room_type, name, capacity, max_adults, max_children, total_rooms, base_price
     FROM rooms WHERE hotel_id = ? ORDER BY room_id`,
    [hotel.hotel_id],
  );
  return rows.map((row) => ({
    ...row,
    base_price: row.base_price === null ? null : parseAmount(row.base_price, hotel.currency),
  }));
}
