import { addDays } from '../../core/model/local-date.js';
import { AppError } from '../../core/model/errors.js';
import type { GatewayClient } from '../gateway-client.js';
import { stockMessage } from './ari-messages.js';
import { readHotNights, sellsOut } from './hot-nights.js';
import { nightKey } from './ledger.js';
import { hotelCode, NIGHTS, PLENTY } from './load-hotels.js';
import { hotDemand, type RequestPlan } from './plan-requests.js';

export interface GatewayClients {
  readonly pms: GatewayClient;
  readonly ota: GatewayClient;
}

/** Of what everybody asks for of the room type in demand, so much is there. */
const HOT_SHARE = 0.5;

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

/** What was on sale when the load began. */
export interface OnSale {
  /** Rooms of a type on each night of the scenario. */
  readonly rooms: number;
  /** By nightKey: the nights that are to sell out and were free of bookings, so that what is free of them can be told. */
  readonly unsold: ReadonlySet<string>;
}

/**
 * Gives every night its rooms and prices, as the PMS would, and says what is on sale then.
 * @throws AppError for the first message that the gateway refuses.
 */
export async function putOnSale(
  clients: GatewayClients,
  { plan, starts, step }: { plan: RequestPlan; starts: number; step: (code: string) => void },
): Promise<OnSale> {
  const nights = { from: plan.first, to: addDays(plan.first, NIGHTS - 1) };
  const rooms = Array.from({ length: plan.rooms }, (_, room) => room);
  for (let hotel = 0; hotel < plan.hotels; hotel += 1) {
    await push(clients.pms, stockMessage({ hotel, rooms, stock: PLENTY, nights }));
    step(hotelCode(hotel));
  }
  return sellsOut(plan) ? makeScarce(clients, plan, starts) : { rooms: PLENTY, unsold: new Set() };
}

/** What earlier runs sold and no PMS has acknowledged is not for sale again, so it comes on top. */
async function makeScarce({ pms, ota }: GatewayClients, plan: RequestPlan, starts: number): Promise<OnSale> {
  const stock = Math.min(PLENTY, Math.max(1, Math.round(hotDemand(plan, starts) * HOT_SHARE)));
  const unsold = new Set<string>();
  for await (const nights of readHotNights(ota, plan)) {
    const updates = nights.map(({ room: room_code, date, unacked_rooms }) => ({
      ...{ room_code, date },
      available_rooms: Math.min(PLENTY, stock + unacked_rooms),
    }));
    for (const night of nights) if (night.unacked_rooms === 0) unsold.add(nightKey(night));
    await push(pms, JSON.stringify({ hotel_code: nights[0]?.hotel, updates }));
  }
  return { rooms: stock, unsold };
}

async function push(pms: GatewayClient, body: string): Promise<void> {
  await pms.success({ method: 'POST', path: '/api/ari', body, contentType: 'application/json' });
}
