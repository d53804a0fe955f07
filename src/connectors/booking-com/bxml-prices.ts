import type { AriAmount } from '../../core/model/ari.js';
import { currencyExponent, isCurrency } from '../../core/model/money.js';
import type { FaultList } from '../shared/fault-list.js';
import { attributeOf, childrenOf, textOf, type XmlNode } from '../shared/xml-tree.js';

const AMOUNT = /^\d{1,12}(?:\.(\d{1,6}))?$/;
const GUESTS = /^([1-9]|1\d|20)$/;
/** `price` is for the room whatever the party, `price1` for one guest alone. */
const PRICE = /^price(\d{0,2})$/;

/** The prices that stand directly in a date or in its rate; taxes as the property's own setting has it, told as included. */
export function readPrices(source: XmlNode, currency: string | null, faults: FaultList): AriAmount[] {
  const amounts: AriAmount[] = [];
  const prices = [
    ...source.children
      .filter(({ name }) => PRICE.test(name))
      .map((node) => ({ node, text: node.text, guests: guestsOf(node) })),
    ...childrenOf(source, 'occupancy').map((node) => ({
      node,
      text: textOf(node, 'price') ?? attributeOf(node, 'price') ?? node.text,
      guests: attributeOf(node, 'persons') ?? '',
    })),
  ];
  for (const { node, text, guests } of prices) {
    const amount = readPrice({ node, text, guests }, currency, faults);
    if (amount !== null) amounts.push(amount);
  }
  return amounts;
}

function guestsOf({ name }: XmlNode): string | null {
  const number = PRICE.exec(name)?.[1] ?? '';
  return number === '' ? null : number;
}

function readPrice(
  { node, text, guests }: { readonly node: XmlNode; readonly text: string; readonly guests: string | null },
  currency: string | null,
  faults: FaultList,
): AriAmount | null {
  const add = (message: string): null => {
    faults.add({ code: 'VALIDATION', message, place: node.place });
    return null;
  };
  if (guests !== null && !GUESTS.test(guests))
    return add(`persons "${guests}" is not a number of guests; write 1 to 20`);
  if (currency !== null && !isCurrency(currency))
    return add(`currencycode "${currency.slice(0, 40)}" is not an ISO 4217 code such as EUR`);
  const fraction = AMOUNT.exec(text);
  if (fraction === null) return add(`"${text.slice(0, 40)}" is not a price; write a decimal such as 101.00`);
  const places = currency === null ? 6 : currencyExponent(currency);
  if (/[1-9]/.test((fraction[1] ?? '').slice(places)))
    return add(`"${text}" has more than the ${places} decimal places of ${currency ?? 'its currency'}`);
  return { guests: guests === null ? null : Number(guests), amount: text, currency, tax: 'after' };
}
