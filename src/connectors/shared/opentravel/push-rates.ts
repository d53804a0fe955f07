import type { AriAmount } from '../../../core/model/ari.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import { coalesce, type CellRange } from '../coalesce.js';
import { element, type XmlElement } from '../xml-writer.js';

/** The Rates of a RateAmountMessage of a push, for the nights of its range. */
export interface RateMessage extends Omit<CellRange<unknown>, 'value'> {
  readonly rates: XmlElement;
  /** Values of one night in it. */
  readonly values: number;
}

/**
 * The RateAmountMessages of a push: all prices of a night together, each for its party. `plainExtras`: the price of an additional
 * guest is an Amount, on the side of taxes of the others ("Google, AdditionalGuestAmount").
 */
export function rateMessages(
  cells: readonly PushCell[],
  { plainExtras = false }: { readonly plainExtras?: boolean } = {},
): RateMessage[] {
  const priced = coalesce(cells, ({ amounts }) =>
    amounts === undefined || amounts.length === 0 ? undefined : amounts,
  );
  return priced.map(({ value, ...range }) => ({
    ...range,
    rates: ratesElement(value, plainExtras),
    values: value.length,
  }));
}

function ratesElement(amounts: readonly AriAmount[], plainExtras: boolean): XmlElement {
  const base = amounts.filter(({ extra }) => extra === undefined);
  const extras = amounts.filter(({ extra }) => extra !== undefined);
  const rate = element(
    'Rate',
    {},
    base.length === 0
      ? undefined
      : element(
          'BaseByGuestAmts',
          {},
          ...base.map((amount) =>
            element('BaseByGuestAmt', { NumberOfGuests: amount.guests ?? undefined, ...priceOf(amount) }),
          ),
        ),
    extras.length === 0
      ? undefined
      : element(
          'AdditionalGuestAmounts',
          {},
          ...extras.map((extra) =>
            element('AdditionalGuestAmount', {
              AgeQualifyingCode: 10,
              ...(plainExtras ? { Amount: extra.amount } : priceOf(extra)),
            }),
          ),
        ),
  );
  return element('Rates', {}, rate);
}

function priceOf({ amount, currency, tax }: AriAmount): XmlElement['attributes'] {
  return {
    [tax === 'after' ? 'AmountAfterTax' : 'AmountBeforeTax']: amount,
    CurrencyCode: currency ?? undefined,
  };
}
