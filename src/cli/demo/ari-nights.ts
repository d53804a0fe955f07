import { z } from 'zod';
import type { LocalDate } from '../../core/model/local-date.js';
import type { GatewayClient } from '../gateway-client.js';

/** What the demo looks at of a night; the rest of the answer is kept, so that two nights can be compared whole. */
const answer = z.object({
  nights: z.array(
    z.looseObject({
      date: z.string(),
      available_rooms: z.number(),
      price: z.string().nullable(),
      currency: z.string(),
      rates: z.array(
        z.looseObject({
          rate_code: z.string(),
          occupancy_amounts: z.record(z.string(), z.string()).nullable(),
          min_stay_through: z.number().nullable(),
        }),
      ),
    }),
  ),
});

export type DemoNight = z.infer<typeof answer>['nights'][number];

/** The nights of one room as the gateway tells them, both ends inclusive. */
export async function ariNights(
  client: GatewayClient,
  range: { hotel: string; room: string; from: LocalDate; to: LocalDate },
): Promise<DemoNight[]> {
  const { hotel, room, from, to } = range;
  const query = new URLSearchParams({ hotel_id: hotel, room_code: room, from, to });
  return answer.parse(await client.json({ method: 'GET', path: `/api/ari?${query.toString()}` })).nights;
}
