import { ROOM_RATE_MARK } from '../core/ari/room-rate-code.js';
import type { Catalogue } from '../core/hotels/catalogue.js';
import type { RatePlan, Room } from '../core/hotels/hotel.js';

/** A hotel as a property ("Channex, properties collection"). */
export function describeProperty({ hotel, hotel_code }: Catalogue) {
  const { name, currency, time_zone, status } = hotel;
  const attributes = {
    id: hotel_code,
    title: name,
    currency,
    timezone: time_zone,
    is_active: status === 'ACTIVE',
    settings: { min_stay_type: 'both' },
  };
  return { type: 'property', id: hotel_code, attributes };
}

export function describeRoom(catalogue: Catalogue, room: Room) {
  const id = catalogue.roomCode(room.room_id);
  const attributes = {
    id,
    title: room.name,
    count_of_rooms: room.total_rooms,
    occ_adults: room.max_adults ?? room.capacity,
    occ_children: room.max_children ?? 0,
    occ_infants: 0,
    default_occupancy: Math.min(room.capacity, room.max_adults ?? room.capacity),
    room_kind: 'room',
  };
  return { type: 'room_type', id, attributes, relationships: { property: property(catalogue) } };
}

/**
 * A rate plan of this contract belongs to one room type; one of ours may be sold with several. So each pair is listed, and
 * behind them the plans themselves, which mean all of their room types.
 */
export function describeRatePlans(catalogue: Catalogue) {
  const pairs = catalogue.rooms.flatMap((room) =>
    catalogue.ratePlans.map((plan) => describeRatePlan(catalogue, plan, room)),
  );
  return [...pairs, ...catalogue.ratePlans.map((plan) => describeRatePlan(catalogue, plan, null))];
}

function describeRatePlan(catalogue: Catalogue, plan: RatePlan, room: Room | null) {
  const code = catalogue.rateCode(plan.rate_plan_id);
  const roomCode = room === null ? null : catalogue.roomCode(room.room_id);
  const id = roomCode === null ? code : `${roomCode}${ROOM_RATE_MARK}${code}`;
  const attributes = {
    id,
    title: room === null ? `${plan.name}, every room type` : `${room.name}, ${plan.name}`,
    currency: catalogue.hotel.currency,
    sell_mode: 'per_room',
    rate_mode: 'manual',
    parent_rate_plan_id: room === null ? null : code,
    options: room === null ? [] : [{ occupancy: room.capacity, is_primary: true }],
  };
  const room_type = { data: roomCode === null ? null : { type: 'room_type', id: roomCode } };
  return { type: 'rate_plan', id, attributes, relationships: { property: property(catalogue), room_type } };
}

function property({ hotel_code }: Catalogue) {
  return { data: { type: 'property', id: hotel_code } };
}
