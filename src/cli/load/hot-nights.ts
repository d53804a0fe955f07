import { z } from 'zod';
import type { GatewayClient } from '../gateway-client.js';
import { nightKey } from './ledger.js';
import { hotelCode, roomCode } from './load-hotels.js';
import { hotSpan, type RequestPlan } from './plan-requests.js';

/** A night that everybody wants, as the gateway shows it. */
export interface HotNight {
  readonly hotel: string;
  readonly room: string;
  readonly date: string;
  readonly available_rooms: number;
  readonly unacked_rooms: number;
}

const nightsAnswer = z.object({
  nights: z.array(
    z.object({
      room_code: z.string(),
      date: z.string(),
      available_rooms: z.number(),
      unacked_rooms: z.number(),
    }),
  ),
});

/** The nights of a scenario that are to sell out, hotel by hotel; none where nothing is. */
export async function* readHotNights(ota: GatewayClient, plan: RequestPlan): AsyncGenerator<HotNight[]> {
  for (let place = 0; place < hotHotels(plan); place += 1) {
    const hotel = hotelCode(place);
    const one: Record<string, string> = plan.scenario === 'booking-hot' ? { room_code: roomCode(0) } : {};
    const query = new URLSearchParams({ hotel_id: hotel, ...one, ...hotSpan(plan.first) });
    const answer = await ota.json({ method: 'GET', path: `/api/ari?${query.toString()}` });
    const { nights } = nightsAnswer.parse(answer);
    // A hotel of an earlier run may have more room types than this one sells.
    const sold = new Set(Array.from({ length: plan.rooms }, (_, room) => roomCode(room)));
    yield nights
      .filter(({ room_code }) => sold.has(room_code))
      .map(({ room_code: room, ...night }) => ({ hotel, room, ...night }));
  }
}

export function sellsOut(plan: RequestPlan): boolean {
  return hotHotels(plan) > 0;
}

function hotHotels({ scenario, hotels }: RequestPlan): number {
  if (scenario === 'booking-saga') return hotels;
  return scenario === 'booking-hot' ? 1 : 0;
}

/** Free rooms of each of them, by nightKey. */
export async function readAvailable(ota: GatewayClient, plan: RequestPlan): Promise<Map<string, number>> {
  const available = new Map<string, number>();
  for await (const nights of readHotNights(ota, plan))
    for (const night of nights) available.set(nightKey(night), night.available_rooms);
  return available;
}
