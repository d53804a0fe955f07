import type { Catalogue } from '../hotels/catalogue.js';
import { AppError, type Fault } from '../model/errors.js';
import { nightsOf, type LocalDate } from '../model/local-date.js';
import { isCurrency, parseAmount, type MinorUnits } from '../model/money.js';
import type { BookedRoom } from './booking-record.js';
import { UNMAPPED } from './net-lots.js';
import { mergeLines, type PricedLine } from './priced-line.js';
import type { Restatement } from './restatement.js';
import type { RestatedState } from './restated-state.js';

type Sold = Pick<
  Restatement,
  'checkin_date' | 'checkout_date' | 'lines' | 'guest' | 'total_price' | 'currency'
>;

/**
 * A reservation that its channel has sold, as it says it: neither restrictions nor our prices are asked ("Expedia,
 * booking notification": overbooking, rate mismatch or unmapped extras are no reasons to refuse). Its total is spread
 * evenly over its room nights. Codes that nobody has mapped stay as they were sent.
 * @param rooms what the booking has: a line without a rate code keeps the rate plan that its room type has there
 * @throws AppError VALIDATION without a total, which only the channel knows.
 */
export function believe(sold: Sold, catalogue: Catalogue, rooms: readonly BookedRoom[]): RestatedState {
  const { checkin_date, checkout_date, guest } = sold;
  const currency = sold.currency ?? catalogue.hotel.currency;
  const total = totalOf(sold, currency);
  const lines = sold.lines.map((line): Omit<PricedLine, 'nights'> => {
    const { quantity, guests } = line;
    return { quantity, guests, ...resolve(line, catalogue, rooms) };
  });
  return {
    check_in_date: checkin_date,
    check_out_date: checkout_date,
    lines: spreadTotal(lines, nightsOf(checkin_date, checkout_date), total),
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

/**
 * The same for every room night, to the smallest unit; what is left over goes on the first nights. A rest smaller than
 * the rooms of any line stays in the total alone, which a PMS takes ("WIRE, amount pairs": totals may disagree).
 */
function spreadTotal(
  lines: readonly Omit<PricedLine, 'nights'>[],
  dates: readonly LocalDate[],
  total: MinorUnits,
): PricedLine[] {
  const roomNights = lines.reduce((sum, line) => sum + line.quantity * dates.length, 0);
  const each = Math.floor(total / roomNights);
  let rest = total - each * roomNights;
  const priced = lines.map((line): PricedLine => {
    const nights = dates.map((date) => {
      const more = rest >= line.quantity ? 1 : 0;
      rest -= more * line.quantity;
      return { date, price: each + more };
    });
    return { ...line, nights };
  });
  return mergeLines(priced);
}
