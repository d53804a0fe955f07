import type {
  ProductDescription,
  RatePlanProduct,
  SeasonRate,
  SeasonRule,
  Supplement,
  SupplementPrice,
} from '../../../core/model/rate-plan-product.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import type { FaultPlace } from '../../shared/fault-list.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';
import { isTrue, type PlanFrame } from './plan-frame.js';
import type { OfferPart } from './read-offer.js';
import type { SupplementPart } from './read-supplement.js';

/** Rules of all rooms times rooms with rules of their own: each pair may meet. A year of days for fifty rooms has 20,000. */
const MAX_MEETINGS = 200_000;

interface Placed<T> {
  readonly value: T;
  readonly place: FaultPlace;
}

/** Collects the parts of one RatePlan and judges how they fit together. */
export class PlanParts {
  private terms: RatePlanProduct['terms'] = null;
  private readonly rates: Placed<SeasonRate>[] = [];
  private readonly rules: Placed<SeasonRule>[] = [];
  private readonly supplements = new Map<string, { fixed?: Supplement; prices: Placed<SupplementPrice>[] }>();
  private readonly offers: Placed<OfferPart>[] = [];
  private readonly descriptions: ProductDescription[] = [];
  private parts = 0;

  constructor(
    readonly frame: PlanFrame,
    private readonly context: AlpineBitsContext,
  ) {}

  /** No rate was read yet: the first one is the static one. */
  get atFirstRate(): boolean {
    return this.terms === null && this.rates.length === 0;
  }

  setTerms(terms: RatePlanProduct['terms']): void {
    this.parts++;
    this.terms = terms;
  }

  addRate(value: SeasonRate, place: FaultPlace): void {
    this.parts++;
    this.rates.push({ value, place });
  }

  addRule(value: SeasonRule, place: FaultPlace): void {
    this.parts++;
    this.rules.push({ value, place });
  }

  addOffer(value: OfferPart, place: FaultPlace): void {
    this.parts++;
    const twice = this.offers.some((offer) => offer.value.kind === value.kind);
    if (twice)
      refuse(this.context, AB.invalidValue, 'Two offers of the same kind in one rate plan', { place });
    this.offers.push({ value, place });
  }

  addDescription(description: ProductDescription): void {
    this.parts++;
    this.descriptions.push(description);
  }

  addSupplement(part: SupplementPart, place: FaultPlace): void {
    this.parts++;
    const entry = this.supplements.get(part.code) ?? { prices: [] };
    this.supplements.set(part.code, entry);
    if ('price' in part) {
      entry.prices.push({ value: part.price, place });
      return;
    }
    if (entry.fixed !== undefined)
      refuse(this.context, AB.invalidValue, `Two Supplements ${quote(part.code)} without dates`, { place });
    entry.fixed = { code: part.code, terms: part.terms, prices: [], descriptions: part.descriptions };
  }

  finish(): RatePlanProduct {
    const { frame, terms } = this;
    this.judge();
    const offer = <K extends OfferPart['kind']>(kind: K) =>
      this.offers
        .map(({ value }) => value)
        .find((part): part is Extract<OfferPart, { kind: K }> => part.kind === kind);
    return {
      rate_code: frame.rate_code,
      action: frame.action,
      currency: frame.currency,
      type: frame.attributes['RatePlanType'] ?? null,
      category: frame.attributes['RatePlanCategory'] ?? null,
      group_code: frame.attributes['RatePlanID'] ?? null,
      is_master: isTrue(frame.attributes['RatePlanQualifier']),
      terms,
      rules: this.rules.map(({ value }) => value),
      rates: this.rates.map(({ value }) => value),
      supplements: [...this.supplements].map(([code, { fixed, prices }]) => ({
        code,
        terms: fixed?.terms ?? null,
        prices: prices.map(({ value }) => value),
        descriptions: fixed?.descriptions ?? [],
      })),
      offer_rule: offer('rule')?.rule ?? null,
      free_nights: offer('free_nights')?.offer ?? null,
      family: offer('family')?.offer ?? null,
      descriptions: this.descriptions,
    };
  }

  private judge(): void {
    const { context, frame, supplements } = this;
    const { action, attributes, place } = frame;
    if (action === 'remove' && this.parts > 0)
      refuse(context, AB.invalidValue, 'A RatePlan to remove holds nothing; send its code alone', { place });
    if (action === 'overlay' && this.offers.length > 0)
      refuse(context, AB.invalidValue, 'An Overlay has no Offers; send the whole rate plan as New', {
        place,
      });
    if (attributes['RatePlanID'] !== undefined && isTrue(attributes['RatePlanQualifier']) === false)
      if (!context.variant.accepts('RatePlanJoin'))
        refuse(context, AB.unsupported, 'Joined rate plans were not agreed on', { place });
    if (supplements.size > 0 && !context.variant.accepts('Supplements'))
      refuse(context, AB.unsupported, 'Supplements were not agreed on', { place });
    this.refuseOverlap('Rate', this.rates, ({ room_code }) => room_code);
    this.refuseOverlap('BookingRule', this.rules, ({ room_code }) => room_code ?? '');
    this.refuseTooMany();
    for (const [code, { fixed, prices }] of supplements) {
      this.refuseOverlap('Supplement', prices, ({ room_code }) => room_code ?? '');
      if (action === 'full' && fixed === undefined && isTrue(attributes['RatePlanQualifier']) !== false) {
        const what = `Supplement ${quote(code)} has dates only; send it once without, with ChargeTypeCode`;
        refuse(context, AB.missing, what, { place: prices[0]?.place ?? place });
      }
    }
  }

  private refuseTooMany(): void {
    const rooms = new Set(this.rules.map(({ value }) => value.room_code));
    const generic = this.rules.filter(({ value }) => value.room_code === null).length;
    if (generic * rooms.size <= MAX_MEETINGS) return;
    const { place } = this.frame;
    refuse(this.context, AB.unsupported, 'Too many BookingRules with and without Code in one rate plan', {
      place,
      code: 'TOO_LARGE',
    });
  }

  /** Ranges of the same thing must not meet: a night would have two prices or rules. */
  private refuseOverlap<T extends { readonly from: string; readonly to: string }>(
    what: string,
    list: readonly Placed<T>[],
    keyOf: (value: T) => string,
  ): void {
    const sorted = [...list].sort((a, b) =>
      a.value.from < b.value.from ? -1 : a.value.from > b.value.from ? 1 : 0,
    );
    const last = new Map<string, Placed<T>>();
    for (const entry of sorted) {
      const key = keyOf(entry.value);
      const before = last.get(key);
      if (before !== undefined && before.value.to >= entry.value.from) {
        const ranges = `${before.value.from} to ${before.value.to} and ${entry.value.from} to ${entry.value.to}`;
        refuse(this.context, AB.invalidRange, `Two ${what} ranges overlap: ${ranges}`, {
          place: entry.place,
        });
      }
      if (before === undefined || before.value.to < entry.value.to) last.set(key, entry);
    }
  }
}
