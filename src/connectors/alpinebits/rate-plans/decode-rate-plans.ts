import type { DecodedContent } from '../../../core/model/connector.js';
import type { RatePlanProduct } from '../../../core/model/rate-plan-product.js';
import { toRateUpdates } from '../../../core/model/rate-plan-updates.js';
import { refuse } from '../../shared/opentravel/message-decoder.js';
import { ItemTree } from '../../shared/opentravel/item-tree.js';
import type { XmlNode } from '../../shared/xml-tree.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext, CreateDocumentDecoder, DocumentDecoder } from '../document-decoder.js';
import { readHotel } from '../hotel-identity.js';
import { AB } from '../numbers.js';
import { readFrame } from './plan-frame.js';
import { PlanParts } from './plan-parts.js';
import { readDescription } from './read-description.js';
import { readOffer } from './read-offer.js';
import { isStaticRate, readSeasonRate, readTerms } from './read-rate.js';
import { readRule } from './read-rule.js';
import { readSupplement } from './read-supplement.js';

/** Elements that are read as a whole; there may be thousands of the first two. */
const ITEMS: ReadonlySet<string> = new Set(['BookingRule', 'Rate', 'Supplement', 'Offer', 'Description']);
const CONTAINERS: ReadonlySet<string> = new Set(['BookingRules', 'Rates', 'Supplements', 'Offers']);

/** OTA_HotelRatePlanNotifRQ ("AlpineBits, RatePlans"). */
export const createRatePlans: CreateDocumentDecoder = (context, root) =>
  new RatePlansDecoder(context, root, true);

/** The rate plans of an OTA_HotelRatePlanRS: the same grammar without RatePlanNotifType ("AlpineBits, BaseRates"). */
export function createBaseRatePlans(context: AlpineBitsContext, root: XmlAttributes): RatePlansDecoder {
  return new RatePlansDecoder(context, root, false);
}

export class RatePlansDecoder implements DocumentDecoder {
  private readonly trees: ItemTree;
  private readonly products: RatePlanProduct[] = [];
  private hotel: string | null = null;
  private completeSet = false;
  private plan: PlanParts | null = null;
  private plans = 0;
  private empty = 0;

  constructor(
    private readonly context: AlpineBitsContext,
    private readonly root: XmlAttributes,
    private readonly isNotif: boolean,
  ) {
    this.trees = new ItemTree(context);
  }

  open(name: string, attributes: XmlAttributes): boolean {
    if (this.trees.isOpen || (this.plan !== null && ITEMS.has(name))) {
      this.trees.start(name, attributes);
      return true;
    }
    switch (name) {
      case 'UniqueID':
        this.openUniqueId(attributes);
        return true;
      case 'RatePlans':
        this.hotel = readHotel(attributes, this.context);
        return true;
      case 'RatePlan':
        this.openPlan(attributes);
        return true;
      default:
        return CONTAINERS.has(name);
    }
  }

  close(name: string): void {
    if (this.trees.isOpen) {
      const item = this.trees.end();
      if (item !== null && this.plan !== null) this.read(item, this.plan);
    } else if (name === 'RatePlan' && this.plan !== null) {
      this.products.push(this.plan.finish());
      this.plan = null;
    }
  }

  finish(): DecodedContent | null {
    const { context, products, completeSet } = this;
    if (this.isNotif && this.plans === 0)
      refuse(context, AB.missing, 'The message has no RatePlan, so it says nothing; send at least one');
    if (this.empty > 0 && this.plans > 1)
      refuse(context, AB.missing, 'An empty RatePlan among others; send it alone to empty the set');
    this.refuseTwice();
    if (!context.faults.isEmpty || this.hotel === null) return null;
    return {
      kind: 'ari',
      ari: {
        hotel_code: this.hotel,
        complete_set: completeSet,
        scope: 'rates',
        rate_absent: 'every_rate',
        sent_at: sentAt(this.root['TimeStamp']),
        updates: products.flatMap((product, i) =>
          toRateUpdates(product, `/${this.message}/RatePlans/RatePlan[${i + 1}]`),
        ),
        products,
      },
    };
  }

  private get message(): string {
    return this.isNotif ? 'OTA_HotelRatePlanNotifRQ' : 'OTA_HotelRatePlanRS';
  }

  /** Type 16, Instance CompleteSet: rate plans that are not named are gone. */
  private openUniqueId({ Type: type, Instance: instance }: XmlAttributes): void {
    if (!this.isNotif) return;
    if (instance === 'CompleteSet' && (type === '16' || type === '35')) this.completeSet = true;
    else refuse(this.context, AB.invalidValue, 'UniqueID is Type="16" Instance="CompleteSet", or left out');
  }

  private openPlan(attributes: XmlAttributes): void {
    this.plans++;
    if (this.completeSet && Object.keys(attributes).every((name) => name === 'RatePlanCode')) {
      this.empty++;
      return;
    }
    const { completeSet, isNotif } = this;
    const frame = readFrame(attributes, { completeSet, isNotif }, this.context);
    if (frame !== null) this.plan = new PlanParts(frame, this.context);
  }

  private read(item: XmlNode, plan: PlanParts): void {
    const { context } = this;
    const { currency, action } = plan.frame;
    switch (item.name) {
      case 'Rate':
        this.readRate(item, plan);
        return;
      case 'BookingRule': {
        const rule = readRule(item, context);
        if (rule !== null) plan.addRule(rule, item.place);
        return;
      }
      case 'Supplement': {
        const part = readSupplement(item, currency, context);
        if (part !== null && action === 'overlay' && 'terms' in part)
          refuse(context, AB.invalidValue, 'An Overlay has Supplements with dates only', {
            place: item.place,
          });
        else if (part !== null) plan.addSupplement(part, item.place);
        return;
      }
      case 'Offer': {
        const part = readOffer(item, context);
        if (part !== null) plan.addOffer(part, item.place);
        return;
      }
      default:
        plan.addDescription(readDescription(item));
    }
  }

  private readRate(item: XmlNode, plan: PlanParts): void {
    const { context } = this;
    const isStatic = isStaticRate(item);
    if (isStatic && plan.atFirstRate) {
      plan.setTerms(readTerms(item, context));
      return;
    }
    if (!isStatic && plan.atFirstRate && plan.frame.action === 'full') {
      const what =
        'The first Rate is the static one, without InvTypeCode and dates; send it before the others';
      refuse(context, AB.missing, what, { place: item.place });
      plan.setTerms({ pricing: 'per_room', nights_per_unit: 1, meals: [] });
    }
    const rate = readSeasonRate(item, plan.frame.currency, context);
    if (rate !== null) plan.addRate(rate, item.place);
  }

  private refuseTwice(): void {
    const seen = new Set<string>();
    const twice = this.products.find(({ rate_code }) => seen.size === seen.add(rate_code).size)?.rate_code;
    if (twice !== undefined)
      refuse(
        this.context,
        AB.invalidValue,
        `The rate plan "${twice.slice(0, 40)}" stands twice in the message`,
      );
  }
}

/** A sender's clock without offset says nothing: its zone is unknown. */
function sentAt(text: string | undefined): string | null {
  const time = text !== undefined && /(Z|[+-]\d{2}:\d{2})$/.test(text.trim()) ? new Date(text.trim()) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}
