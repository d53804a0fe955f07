import type {
  ReservationExtra,
  ReservationGuestCount,
  ReservationTax,
} from '../../../core/model/reservation.js';
import { mealPlanCode } from '../meal-plan-codes.js';
import type { DescribedRoom } from '../single-rooms.js';
import { element, type XmlElement } from '../xml-writer.js';

/** "OpenTravel, code list AQC", by our age bands. */
const QUALIFYING = { adult: 10, senior: 11, child: 8, infant: 7, other: 10 } as const;

/** The guests of one room, children with the ages that their channel told ("OpenTravel, GuestCounts"). */
export function guestCountsElement({ guests, detail }: DescribedRoom): XmlElement {
  const said = detail?.guests ?? [];
  const known: readonly ReservationGuestCount[] =
    said.length === 0 ? [{ age_band: 'adult', count: guests, age: null }] : said;
  return element(
    'GuestCounts',
    { IsPerRoom: 'true' },
    ...known.map(({ age_band, count, age }) =>
      element('GuestCount', {
        AgeQualifyingCode: QUALIFYING[age_band],
        Age: age ?? undefined,
        Count: count,
      }),
    ),
  );
}

/** Undefined where the code list has no word for it. */
export function mealsIncludedElement(mealPlan: string | null | undefined): XmlElement | undefined {
  const code = mealPlanCode(mealPlan);
  return code === null
    ? undefined
    : element('MealsIncluded', { MealPlanIndicator: 'true', MealPlanCodes: code });
}

/** Undefined without taxes. */
export function taxesElement(taxes: readonly ReservationTax[], currency: string): XmlElement | undefined {
  if (taxes.length === 0) return undefined;
  return element('Taxes', {}, ...taxes.map((tax) => taxElement(tax, currency)));
}

function taxElement({ code, name, amount, percent, included }: ReservationTax, currency: string): XmlElement {
  const type = included === null ? undefined : included ? 'Inclusive' : 'Exclusive';
  return element(
    'Tax',
    {
      Type: type,
      Code: code ?? undefined,
      Percent: percent ?? undefined,
      Amount: amount ?? undefined,
      CurrencyCode: amount === null ? undefined : currency,
    },
    name === null ? undefined : element('TaxDescription', {}, element('Text', {}, name)),
  );
}

/** A Service; `rph` is what a room stay refers to it by. */
export function serviceElement(
  { code, name, quantity, amount, currency }: ReservationExtra,
  rph: number,
): XmlElement {
  const total = amount === null ? {} : { AmountAfterTax: amount, CurrencyCode: currency ?? undefined };
  const description = name === null ? undefined : element('RateDescription', {}, element('Text', {}, name));
  const price = element('Price', {}, amount === null ? undefined : element('Total', total), description);
  return element(
    'Service',
    { ServiceRPH: rph, ServiceInventoryCode: code ?? undefined, Quantity: quantity },
    amount === null && name === null ? undefined : price,
  );
}
