import { currencyExponent, type MinorUnits } from '../model/money.js';

/** docs.stripe.com/currencies; ISK and UGX have no decimals but are still sent with two. */
const NO_PLACES = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THREE_PLACES = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * An amount as Stripe counts it, which is not everywhere as ISO 4217 does.
 * @returns null when Stripe cannot express it: the third decimal of a three-decimal currency must be 0.
 */
export function stripeAmountOf(amount: MinorUnits, currency: string): number | null {
  const step = 10 ** Math.max(0, currencyExponent(currency) - stripePlaces(currency));
  const factor = 10 ** Math.max(0, stripePlaces(currency) - currencyExponent(currency));
  const smallest = THREE_PLACES.has(currency) ? 10 : step;
  return amount % smallest === 0 ? (amount / step) * factor : null;
}

function stripePlaces(currency: string): number {
  if (NO_PLACES.has(currency)) return 0;
  return THREE_PLACES.has(currency) ? 3 : 2;
}
