/** A number measured on the way, for information: nothing is judged by it. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** One thing that the demo says of Bellhop, found to hold or not in answers or tables. */
export interface Claim {
  readonly step: string;
  readonly claim: string;
  readonly held: boolean;
  /** What was found instead, where it did not hold. */
  readonly found?: string;
  readonly figures: readonly Figure[];
}

/** Notes the claims of one step. */
export interface Notary {
  /** Holds when what was found is what was expected, both as JSON. */
  equal(
    claim: string,
    compared: { readonly found: unknown; readonly expected: unknown },
    ...figures: Figure[]
  ): void;
}

export function createNotary(step: string, claims: Claim[]): Notary {
  return {
    equal: (claim, { found, expected }, ...figures) => {
      const [was, should] = [JSON.stringify(found), JSON.stringify(expected)];
      const held = was === should;
      claims.push({ step, claim, held, figures, ...(held ? {} : { found: `${was} instead of ${should}` }) });
    },
  };
}

export function showFigures(figures: readonly Figure[]): string {
  return figures.map(({ value, unit }) => `${showNumber(value)} ${unit}`).join(', ');
}

/** Three digits are all that such a measurement is worth. */
function showNumber(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

/** Median and 99th percentile of times in milliseconds. */
export function timeFigures(times: readonly number[]): Figure[] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return [
    { value: at(0.5), unit: 'ms p50' },
    { value: at(0.99), unit: 'ms p99' },
  ];
}
