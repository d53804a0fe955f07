import { formatAmount, parseAmount, type MinorUnits } from '../model/money.js';

/** The prices of a night: per room whatever the party, or by number of adults with the price of one more. */
export interface NightPrice {
  /** Per room, minor units. */
  readonly amount: MinorUnits | null;
  /** By adults in the room, minor units. */
  readonly levels: ReadonlyMap<number, MinorUnits>;
  /** One adult more than the highest level. */
  readonly extraAdult: MinorUnits | null;
}

/** Canonical text of the occupancy levels: equal prices have equal texts. Null when there are none. */
export function formatOccupancy(price: NightPrice, currency: string): string | null {
  if (price.levels.size === 0 && price.extraAdult === null) return null;
  const levels = [...price.levels]
    .sort(([a], [b]) => a - b)
    .map(([guests, amount]) => `"${guests}":"${formatAmount(amount, currency)}"`);
  if (price.extraAdult !== null) levels.push(`"extra":"${formatAmount(price.extraAdult, currency)}"`);
  return `{${levels.join(',')}}`;
}

/** Most nights of a season have the same few prices: each text is read once. */
const READ = new Map<string, NightPrice>();
const MOST_READ = 5_000;

/** Reads what the table holds. */
export function parseNightPrice(
  amount: string | null,
  occupancy: string | null,
  currency: string,
): NightPrice {
  const key = `${currency} ${amount} ${occupancy}`;
  const known = READ.get(key);
  if (known !== undefined) return known;
  const price = readTexts(amount, occupancy, currency);
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(key, price);
  return price;
}

function readTexts(amount: string | null, occupancy: string | null, currency: string): NightPrice {
  const levels = new Map<number, MinorUnits>();
  let extraAdult: MinorUnits | null = null;
  if (occupancy !== null) {
    for (const [guests, text] of Object.entries(JSON.parse(occupancy) as Record<string, string>)) {
      if (guests === 'extra') extraAdult = parseAmount(text, currency);
      else levels.set(Number(guests), parseAmount(text, currency));
    }
  }
  return { amount: amount === null ? null : parseAmount(amount, currency), levels, extraAdult };
}

/**
 * Price of one room for a party of adults, minor units; null where none was pushed.
 * A missing level takes the next higher one ("pmsXchange, rates": missing occupancy levels are back-filled from the
 * supplied one); above the highest level each adult costs the extra amount.
 */
export function priceForParty(price: NightPrice, guests: number): MinorUnits | null {
  const exact = price.levels.get(guests);
  if (exact !== undefined) return exact;
  const known = [...price.levels.keys()].sort((a, b) => a - b);
  const higher = known.find((level) => level > guests);
  if (higher !== undefined) return price.levels.get(higher) ?? null;
  const highest = known.at(-1);
  if (highest === undefined) return price.amount;
  const base = price.levels.get(highest);
  if (base === undefined || price.extraAdult === null) return price.amount;
  return base + price.extraAdult * (guests - highest);
}
