/** An exact amount: prices of packages are shared out by nights and guests, and only the sum is rounded. */
export class Fraction {
  private constructor(
    private readonly numerator: bigint,
    private readonly denominator: bigint,
  ) {}

  static readonly zero = new Fraction(0n, 1n);

  /** Of decimal text without sign. */
  static of(text: string): Fraction {
    const [whole = '0', fraction = ''] = text.split('.');
    return new Fraction(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
  }

  plus(other: Fraction): Fraction {
    const { numerator, denominator } = this;
    return new Fraction(
      numerator * other.denominator + other.numerator * denominator,
      denominator * other.denominator,
    );
  }

  times(count: number): Fraction {
    return new Fraction(this.numerator * BigInt(count), this.denominator);
  }

  over(count: number): Fraction {
    return new Fraction(this.numerator, this.denominator * BigInt(count));
  }

  /** Decimal text, rounded half up. */
  toDecimal(places: number): string {
    const scaled = this.numerator * 10n ** BigInt(places) * 2n;
    const units = (scaled + this.denominator) / (this.denominator * 2n);
    if (places === 0) return String(units);
    const text = String(units).padStart(places + 1, '0');
    return `${text.slice(0, -places)}.${text.slice(-places)}`;
  }
}
