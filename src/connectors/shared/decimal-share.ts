const AMOUNT = /^(\d+)(?:\.(\d+))?$/;

/** A decimal text in units of its smallest place. */
function unitsOf(text: string, places: number): bigint {
  const [, whole = '0', fraction = ''] = AMOUNT.exec(text) ?? [];
  return BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
}

function placesOf(text: string): number {
  return AMOUNT.exec(text)?.[2]?.length ?? 0;
}

function toText(units: bigint, places: number): string {
  if (places === 0) return String(units);
  const digits = String(units).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** One of `parts` equal shares of an amount, of which the first ones take what does not divide. */
export function shareOf(amount: string, parts: number, index: number): string {
  const places = placesOf(amount);
  const units = unitsOf(amount, places);
  const share = units / BigInt(parts);
  const rest = units % BigInt(parts);
  return toText(BigInt(index) < rest ? share + 1n : share, places);
}

/** A decimal text so many times. */
export function timesOf(amount: string, factor: number): string {
  const places = placesOf(amount);
  return toText(unitsOf(amount, places) * BigInt(factor), places);
}
