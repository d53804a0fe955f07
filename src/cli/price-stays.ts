import type { Connector } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import { pricedRooms } from '../core/model/priced-rooms.js';
import type { RatePlanProduct } from '../core/model/rate-plan-product.js';
import type { StayRequest, StayVerdict } from '../core/model/stay-price.js';
import { readInput } from './read-input.js';

export interface PriceQuestion extends Omit<StayRequest, 'room_code'> {
  /** Undefined: every room type that has prices. */
  readonly room: string | undefined;
  /** Undefined: every rate plan of the message. */
  readonly rate: string | undefined;
}

/**
 * The stay under each rate plan and room type of a message, cheapest first, then what cannot be booked and why.
 * @throws AppError VALIDATION for a message that is refused or holds no whole rate plans.
 */
export async function priceStays(
  file: string,
  connector: Connector,
  { room, rate, ...stay }: PriceQuestion,
): Promise<StayVerdict[]> {
  const { priceStay } = connector;
  if (priceStay === undefined)
    throw new AppError('VALIDATION', `The contract "${connector.id}" has no rate plans to calculate with.`, {
      next: 'bellhop adapter list',
    });
  const verdicts = (await readProducts(file, connector))
    .filter(({ rate_code, action }) => action === 'full' && (rate === undefined || rate_code === rate))
    .flatMap((product) => {
      const rooms = room === undefined ? pricedRooms(product, stay) : [room];
      return rooms.map((room_code) => priceStay(product, { ...stay, room_code }));
    });
  return verdicts.sort((a, b) => orderOf(a) - orderOf(b));
}

function orderOf(verdict: StayVerdict): number {
  return verdict.bookable ? Number(verdict.price.total) : Number.MAX_SAFE_INTEGER;
}

async function readProducts(file: string, connector: Connector): Promise<readonly RatePlanProduct[]> {
  const { content, faults } = await connector.decode(await readInput(file), { charset: null });
  const [fault] = faults;
  if (fault !== undefined)
    throw new AppError('VALIDATION', `${file} is refused: ${fault.message}`, {
      faults,
      next: `bellhop message decode ${file} --connector ${connector.id}`,
    });
  const products = content?.kind === 'ari' ? content.ari.products : undefined;
  if (products === undefined)
    throw new AppError('VALIDATION', `${file} holds no rate plans.`, {
      next: `bellhop message decode ${file} --connector ${connector.id}`,
    });
  return products;
}
