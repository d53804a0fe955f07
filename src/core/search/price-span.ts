import { parseNightPrice, priceForParty } from '../ari/occupancy.js';
import { formatAmount, type MinorUnits } from '../model/money.js';

/** Prices of a hotel's open nights: for the usual party, and the lowest and highest for any party that a room takes. */
export interface PriceSpan {
  readonly price_from: number | null;
  readonly price_lowest: number | null;
  readonly price_highest: number | null;
}

interface RoomPrices {
  readonly usual: MinorUnits | null;
  readonly lowest: MinorUnits;
  readonly highest: MinorUnits;
}

const USUAL_PARTY = 2;

/**
 * Collects the span night by night. Neighbouring nights mostly have the same price: each text is read once.
 * Prices are in the currency's minor units until `span` gives them in whole units.
 */
export function createPriceCollector(currency: string) {
  const known = new Map<string, RoomPrices | null>();
  let from: MinorUnits | null = null;
  let lowest: MinorUnits | null = null;
  let highest: MinorUnits | null = null;
  return {
    /** @returns false when the texts hold no price for any party that the room takes. */
    add(night: { amount: string | null; occupancy_amounts: string | null; capacity: number }): boolean {
      const key = `${night.capacity} ${night.amount ?? ''} ${night.occupancy_amounts ?? ''}`;
      let prices = known.get(key);
      if (prices === undefined) known.set(key, (prices = readPrices(night, currency)));
      if (prices === null) return false;
      if (prices.usual !== null) from = Math.min(from ?? prices.usual, prices.usual);
      lowest = Math.min(lowest ?? prices.lowest, prices.lowest);
      highest = Math.max(highest ?? prices.highest, prices.highest);
      return true;
    },
    span(): PriceSpan {
      const whole = (minor: MinorUnits | null) =>
        minor === null ? null : Number(formatAmount(minor, currency));
      return { price_from: whole(from), price_lowest: whole(lowest), price_highest: whole(highest) };
    },
  };
}

function readPrices(
  night: { amount: string | null; occupancy_amounts: string | null; capacity: number },
  currency: string,
): RoomPrices | null {
  const price = parseNightPrice(night.amount, night.occupancy_amounts, currency);
  const byParty = Array.from({ length: night.capacity }, (_, index) => priceForParty(price, index + 1));
  const given = byParty.filter((amount) => amount !== null);
  if (given.length === 0) return null;
  return {
    usual: byParty[Math.min(USUAL_PARTY, night.capacity) - 1] ?? null,
    lowest: Math.min(...given),
    highest: Math.max(...given),
  };
}
