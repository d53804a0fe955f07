const PLACES = 6;

/** The exact sum of decimal texts, with as many places as the longest of them, two at least: 80.00 and 0.5 give 80.50. */
export function sumOf(amounts: readonly string[]): string {
  let places = 2;
  let sum = 0n;
  for (const amount of amounts) {
    const [whole = '0', fraction = ''] = amount.split('.');
    places = Math.max(places, fraction.length);
    sum += BigInt(whole + fraction.padEnd(PLACES, '0').slice(0, PLACES));
  }
  const digits = String(sum).padStart(PLACES + 1, '0');
  return `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES).slice(0, places)}`;
}
