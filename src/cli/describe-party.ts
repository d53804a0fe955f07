import type {
  ReservationExtra,
  ReservationGuestCount,
  ReservationRoomDetail,
  ReservationTax,
} from '../core/model/reservation.js';

/** "2 adult, 1 child (5)" */
export function describeParty(guests: readonly ReservationGuestCount[]): string {
  return guests
    .map(({ count, age_band, age }) => `${count} ${age_band}${age === null ? '' : ` (${age})`}`)
    .join(', ');
}

/** "1x Cot 10.00 EUR" */
export function describeExtra({ quantity, code, name, amount, currency }: ReservationExtra): string {
  return [`${quantity}x`, name ?? code ?? 'extra', money(amount, currency)].filter(Boolean).join(' ');
}

/** "City tax 4.00 (on top)" */
export function describeTax({ code, name, amount, percent, included }: ReservationTax): string {
  const what = [name ?? code ?? 'tax', amount, percent === null ? null : `${percent} %`];
  const where = included === null ? null : included ? '(included)' : '(on top)';
  return [...what, where].filter(Boolean).join(' ');
}

export function money(amount: string | null, currency: string | null): string | null {
  return amount === null ? null : `${amount} ${currency ?? ''}`.trim();
}

/** What a channel said of one room beside its price: "2 adult, 1 child (7); HALF_BOARD; 1x Cot 10.00 EUR" */
export function describeRoomDetail({
  guests,
  meal_plan,
  extras,
  taxes,
  reference,
}: ReservationRoomDetail): string {
  return [
    describeParty(guests),
    meal_plan,
    ...extras.map(describeExtra),
    ...taxes.map(describeTax),
    reference === null ? null : `its number ${reference}`,
  ]
    .filter(Boolean)
    .join('; ');
}
