import { z } from 'zod';
import { addDays } from '../../core/model/local-date.js';
import { AppError } from '../../core/model/errors.js';
import type { GatewayClient } from '../gateway-client.js';
import { stockMessage } from './ari-messages.js';
import { hotelCode, NIGHTS, PLENTY, roomCode } from './load-hotels.js';
import { hotDemand, hotSpan, type RequestPlan } from './plan-requests.js';

export interface GatewayClients {
  readonly pms: GatewayClient;
  readonly ota: GatewayClient;
}

/** Of what everybody asks for in `booking-hot`, so much is there. */
const HOT_SHARE = 0.5;

const nightsAnswer = z.object({ nights: z.array(z.object({ date: z.string(), unacked_rooms: z.number() })) });

/** @throws AppError HOTEL_NOT_FOUND or CONFIG where the gateway does not know what was prepared. */
export async function requireHotels(ota: GatewayClient, hotels: number): Promise<void> {
  const last = hotelCode(hotels - 1);
  try {
    await ota.success({ method: 'GET', path: `/api/hotels/${last}` });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'UNAUTHENTICATED') {
      throw new AppError(
        'CONFIG',
        `The gateway at ${ota.url} does not know the key: it works on other stores than those of --data or BELLHOP_MYSQL_URL, or the --key is not its.`,
        { cause: error, next: 'bellhop dev status' },
      );
    }
    if (error.code !== 'HOTEL_NOT_FOUND') throw error;
    throw new AppError(
      'HOTEL_NOT_FOUND',
      `Hotel ${last} is not there for this key. Run the same load once with the stores at hand (--data or BELLHOP_MYSQL_URL), which makes its hotels, or ask for fewer with --hotels.`,
      { cause: error, next: 'bellhop load run --help' },
    );
  }
}

/**
 * Gives every night its rooms and prices, as the PMS would, and says how many rooms of a type were on sale on a night.
 * @throws AppError for the first message that the gateway refuses.
 */
export async function putOnSale(
  clients: GatewayClients,
  { plan, starts, step }: { plan: RequestPlan; starts: number; step: (code: string) => void },
): Promise<number> {
  const nights = { from: plan.first, to: addDays(plan.first, NIGHTS - 1) };
  const rooms = Array.from({ length: plan.rooms }, (_, room) => room);
  for (let hotel = 0; hotel < plan.hotels; hotel += 1) {
    await push(clients.pms, stockMessage({ hotel, rooms, stock: PLENTY, nights }));
    step(hotelCode(hotel));
  }
  return plan.scenario === 'booking-hot' ? makeScarce(clients, plan, starts) : PLENTY;
}

/** What earlier runs sold and no PMS has acknowledged is not for sale again, so it comes on top. */
async function makeScarce({ pms, ota }: GatewayClients, plan: RequestPlan, starts: number): Promise<number> {
  const stock = Math.min(PLENTY, Math.max(1, Math.round(hotDemand(plan, starts) * HOT_SHARE)));
  const { from, to } = hotSpan(plan.first);
  const query = new URLSearchParams({ hotel_id: hotelCode(0), room_code: roomCode(0), from, to });
  const stored = nightsAnswer.parse(await ota.json({ method: 'GET', path: `/api/ari?${query.toString()}` }));
  const updates = stored.nights.map(({ date, unacked_rooms }) => ({
    room_code: roomCode(0),
    date,
    available_rooms: Math.min(PLENTY, stock + unacked_rooms),
  }));
  await push(pms, JSON.stringify({ hotel_code: hotelCode(0), updates }));
  return stock;
}

async function push(pms: GatewayClient, body: string): Promise<void> {
  await pms.success({ method: 'POST', path: '/api/ari', body, contentType: 'application/json' });
}
