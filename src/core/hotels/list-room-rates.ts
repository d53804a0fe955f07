import type { MappedRoomRate } from '../model/incoming-reservation.js';
import type { Catalogue, OpenCatalogue, Viewer } from './catalogue.js';

export type ListRoomRates = (viewer: Viewer, hotelCode: string) => Promise<readonly MappedRoomRate[]>;

/**
 * The rooms of a hotel under its rate plans as a partner may name them: only what is mapped to it, under its codes
 * ("pmsXchange, room-rates"; "SiteConnect, room list").
 * @throws AppError HOTEL_NOT_FOUND also for a hotel that is not mapped to this partner.
 */
export function createListRoomRates({
  openCatalogue,
}: {
  readonly openCatalogue: OpenCatalogue;
}): ListRoomRates {
  return async (viewer, hotelCode) => toRoomRates(await openCatalogue(viewer, hotelCode));
}

/** A code that is only ours, for want of a mapping, does not lead back to the thing. */
function toRoomRates(catalogue: Catalogue): MappedRoomRate[] {
  const { hotel } = catalogue;
  const rooms = catalogue.rooms.filter(
    ({ room_id }) => catalogue.room(catalogue.roomCode(room_id))?.room_id === room_id,
  );
  const plans = catalogue.ratePlans.filter(
    ({ rate_plan_id }) => catalogue.ratePlan(catalogue.rateCode(rate_plan_id))?.rate_plan_id === rate_plan_id,
  );
  return rooms.flatMap((room) =>
    plans.map((plan) => ({
      room_code: catalogue.roomCode(room.room_id),
      room_name: room.name,
      rate_code: catalogue.rateCode(plan.rate_plan_id),
      rate_name: plan.name,
      currency: hotel.currency,
      max_guests: room.capacity,
      total_rooms: room.total_rooms,
    })),
  );
}
