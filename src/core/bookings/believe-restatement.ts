import type { Catalogue } from '../hotels/catalogue.js';
import { AppError, type Fault } from '../model/errors.js';
import { nightsOf, type LocalDate } from '../model/local-date.js';
import { isCurrency, parseAmount, type MinorUnits } from '../model/money.js';
import type { BookedRoom } from './booking-record.js';
import { UNMAPPED } from './net-lots.js';
import { mergeLines, totalOf as totalOfLines, type PricedLine } from './priced-line.js';
import type { Restatement, SoldLine } from './restatement.js';
import type { RestatedState } from './restated-state.js';

type Sold = Pick<Restatement, 'checkin_date' | 'checkout_date' | 'guest' | 'total_price' | 'currency'> & {
  readonly lines: readonly SoldLine[];
};

/**
 * A reservation that its channel has sold, as it says it: neither restrictions nor our prices are asked ("Expedia,
 * booking notification": overbooking, rate mismatch or unmapped extras are no reasons to refuse). Its nights cost what
 * their line says; where lines say nothing, what is left of the total is spread evenly over their room nights. Codes that
 * nobody has mapped stay as they were sent.
 * @param rooms what the booking has: a line without a rate code keeps the rate plan that its room type has there
 * @throws AppError VALIDATION without a total, which only the channel knows.
 */
export function believe(sold: Sold, catalogue: Catalogue, rooms: readonly BookedRoom[]): RestatedState {
  const { checkin_date, checkout_date, guest } = sold;
  const currency = sold.currency ?? catalogue.hotel.currency;
  const total = totalOf(sold, currency);
  const lines = sold.lines.map((line): UnpricedLine => {
    const { quantity, guests } = line;
    const nights = line.nights?.map(({ date, amount }) => ({ date, price: parseAmount(amount, currency) }));
    return {
      quantity,
      guests,
      ...resolve(line, catalogue, rooms),
      ...(nights === undefined ? {} : { nights }),
    };
  });
  return {
    check_in_date: checkin_date,
    check_out_date: checkout_date,
    lines: mergeLines(spreadTotal(lines, nightsOf(checkin_date, checkout_date), total)),
    ...{ total, currency, guest, sold: true },
  };
}

function totalOf({ total_price, currency: sent }: Sold, currency: string): MinorUnits {
  if (total_price === undefined)
    throw invalid('/total_price', 'is needed: only you know what you sold it for');
  if (sent !== undefined && !isCurrency(sent))
    throw invalid('/currency', `"${sent}" is no ISO 4217 currency`);
  return parseAmount(total_price, currency);
}

function invalid(pointer: string, message: string): AppError {
  const faults: Fault[] = [{ pointer, code: 'VALIDATION', message }];
  return new AppError('VALIDATION', `${pointer} ${message}.`, { faults });
}

type Product = Pick<PricedLine, 'room_id' | 'rate_plan_id' | 'sent_room_code' | 'sent_rate_code'>;

function resolve(
  { room_code, rate_code }: Restatement['lines'][number],
  catalogue: Catalogue,
  rooms: readonly BookedRoom[],
): Product {
  const room_id = catalogue.room(room_code)?.room_id ?? UNMAPPED;
  const had = rooms.find((room) => room.room_id === room_id)?.rate_plan_id;
  const [only, ...others] = catalogue.ratePlans;
  const usual = had ?? (others.length === 0 ? only?.rate_plan_id : undefined);
  const rate_plan_id =
    (rate_code === undefined ? usual : catalogue.ratePlan(rate_code)?.rate_plan_id) ?? UNMAPPED;
  return {
    room_id,
    rate_plan_id,
    ...(room_id === UNMAPPED ? { sent_room_code: room_code } : {}),
    ...(rate_plan_id === UNMAPPED && rate_code !== undefined ? { sent_rate_code: rate_code } : {}),
  };
}

type UnpricedLine = Omit<PricedLine, 'nights'> & Partial<Pick<PricedLine, 'nights'>>;

/**
 * The same for every room night of the lines without prices, to the smallest unit; what is left over goes on the first
 * nights. A rest smaller than the rooms of any line stays in the total alone, which a PMS takes ("WIRE, amount pairs":
 * totals may disagree).
 */
function spreadTotal(
  lines: readonly UnpricedLine[],
  dates: readonly LocalDate[],
  total: MinorUnits,
): PricedLine[] {
  const open = lines.filter((line) => line.nights === undefined);
  const roomNights = open.reduce((sum, line) => sum + line.quantity * dates.length, 0);
  const left = Math.max(0, total - totalOfLines(lines.flatMap((line) => (isPriced(line) ? line : []))));
  const each = roomNights === 0 ? 0 : Math.floor(left / roomNights);
  let rest = left - each * roomNights;
  return lines.map((line): PricedLine => {
    if (isPriced(line)) return line;
    const nights = dates.map((date) => {
      const more = rest >= line.quantity ? 1 : 0;
      rest -= more * line.quantity;
      return { date, price: each + more };
    });
    return { ...line, nights };
  });
}

function isPriced(line: UnpricedLine): line is PricedLine {
  return line.nights !== undefined;
}
