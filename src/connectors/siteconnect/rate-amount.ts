import type { AriAmount } from '../../core/model/ari.js';
import type { ChannelSettings, PushCell } from '../../core/model/channel-codec.js';
import { coalesce } from '../shared/coalesce.js';
import { controlElement, type WireMessage } from '../shared/opentravel/wire-message.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

/** Code list AQC. */
const ADULT = 10;
const AGE_CODES = { adult: ADULT, child: 8, infant: 7 } as const;

/**
 * The RateAmountMessages of a push ("SiteConnect, rates"): per day pricing has one price without number of guests, occupancy based
 * pricing one for each number. Which of the two is what the channel was certified for.
 */
export function rateAmountMessages(
  cells: readonly PushCell[],
  pricing: ChannelSettings['pricing'],
): WireMessage[] {
  const priced = coalesce(cells, ({ amounts = [] }) => {
    const chosen = pricing === 'per_room' ? perDay(amounts) : amounts;
    return chosen.length === 0 ? undefined : chosen;
  });
  return priced.map((range) => ({
    range,
    values: range.value.length,
    element: element(
      'RateAmountMessage',
      {},
      controlElement(range),
      element('Rates', {}, rateElement(range.value)),
    ),
  }));
}

/** The price of the room, or else that of the largest party: the one for which the room is meant. */
function perDay(amounts: readonly AriAmount[]): AriAmount[] {
  const base = amounts.filter(({ extra }) => extra === undefined);
  const whole = base.find(({ guests }) => guests === null);
  const largest = [...base].sort((a, b) => (b.guests ?? 0) - (a.guests ?? 0))[0];
  const price = whole ?? largest;
  return price === undefined ? [] : [{ ...price, guests: null }];
}

function rateElement(amounts: readonly AriAmount[]): XmlElement {
  const base = amounts.filter(({ extra }) => extra === undefined).map(baseElement);
  const extra = amounts.filter((amount) => amount.extra !== undefined).map(extraElement);
  return element(
    'Rate',
    {},
    base.length === 0 ? undefined : element('BaseByGuestAmts', {}, ...base),
    extra.length === 0 ? undefined : element('AdditionalGuestAmounts', {}, ...extra),
  );
}

function baseElement({ guests, amount, currency, tax }: AriAmount): XmlElement {
  return element('BaseByGuestAmt', {
    AgeQualifyingCode: ADULT,
    NumberOfGuests: guests ?? undefined,
    // A price before taxes named otherwise would be sold without them.
    [tax === 'after' ? 'AmountAfterTax' : 'AmountBeforeTax']: amount,
    CurrencyCode: currency ?? undefined,
  });
}

function extraElement({ extra = 'adult', amount, currency }: AriAmount): XmlElement {
  return element('AdditionalGuestAmount', {
    AgeQualifyingCode: AGE_CODES[extra],
    Amount: amount,
    CurrencyCode: currency ?? undefined,
  });
}
