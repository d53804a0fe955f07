import { raiseAlerts } from '../alerts/alerts.js';
import { parseNightPrice, priceForParty } from '../ari/occupancy.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import { formatAmount, parseAmount, type MinorUnits } from '../model/money.js';
import type { Partner } from '../partners/partner.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { BookedRoom } from './booking-record.js';
import { UNMAPPED } from './net-lots.js';
import type { PricedLine } from './priced-line.js';
import type { RestatedState } from './restated-state.js';

export interface PriceCheckDeps {
  readonly nextId: NextId;
  readonly clock: Clock;
  /** Of partners that have no share of their own. */
  readonly priceTolerancePercent: number;
}

export interface SoldState {
  readonly booking_id: Id;
  readonly revision: number;
  readonly state: RestatedState;
  /** What the booking had: a night that keeps its price is not judged by what it would cost now. */
  readonly before: readonly BookedRoom[];
  readonly catalogue: Catalogue;
  readonly partner: Partner;
}

type PricedStay = { readonly total: MinorUnits } | { readonly missing: string };

/**
 * Compares what a channel sold a stay for with our own price of this moment, in the transaction that stores it: no push can come
 * between. It is believed whatever comes of it (law 9); what differs is noted, and beyond the tolerance an alert.
 * @returns whether it differs by more.
 */
export async function checkPrice(tx: Transaction, deps: PriceCheckDeps, sold: SoldState): Promise<boolean> {
  const { booking_id, state, before } = sold;
  if (!state.sold) return false;
  const quote = await quoteSold(tx, sold);
  const percent = 'missing' in quote ? null : differenceOf(state.total, quote.total);
  if (percent === 0) {
    if (before.length > 0) await forget(tx, deps, booking_id);
    return false;
  }
  const differs = percent !== null && percent > (await toleranceOf(tx, deps, sold.partner));
  if (percent !== null && !differs) {
    if (before.length > 0) await forget(tx, deps, booking_id);
    return false;
  }
  await note(tx, deps, sold, { quote, percent });
  return differs;
}

function differenceOf(told: MinorUnits, ours: MinorUnits): number {
  if (told === ours) return 0;
  return ours === 0 ? 100 : (Math.abs(told - ours) / ours) * 100;
}

async function quoteSold(tx: Transaction, { state, before, catalogue }: SoldState): Promise<PricedStay> {
  const { lines, currency } = state;
  const { hotel } = catalogue;
  if (currency !== hotel.currency)
    return { missing: `no price here in ${currency}: the hotel sells in ${hotel.currency}` };
  if (lines.some((line) => line.room_id === UNMAPPED || line.rate_plan_id === UNMAPPED))
    return { missing: 'no price here for a code that nobody has mapped' };
  const rates = await readNights(tx, lines);
  const agreed = agreedNights(before, currency);
  let total = 0;
  for (const line of lines) {
    const { room_id, rate_plan_id, guests, quantity } = line;
    for (const { date, price } of line.nights) {
      const key = nightKey(line, date);
      const rate = rates.get(key);
      const kept = agreed.get(`${key} ${guests}`)?.has(price) === true;
      const ours = kept
        ? price
        : rate === undefined
          ? null
          : priceForParty(parseNightPrice(rate.amount, rate.occupancy_amounts, currency), guests);
      if (ours === null) {
        const product = `${catalogue.roomCode(room_id)}/${catalogue.rateCode(rate_plan_id)}`;
        return { missing: `no price here for ${product} on ${date}` };
      }
      total += ours * quantity;
    }
  }
  return { total };
}

interface NightRate {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly date: string;
  readonly amount: string | null;
  readonly occupancy_amounts: string | null;
}

function nightKey(
  { room_id, rate_plan_id }: Pick<NightRate, 'room_id' | 'rate_plan_id'>,
  date: string,
): string {
  return `${room_id} ${rate_plan_id} ${date}`;
}

async function readNights(
  tx: Transaction,
  lines: readonly PricedLine[],
): Promise<ReadonlyMap<string, NightRate>> {
  const rows = await tx.rows<NightRate>(
    `SELECT room_id, rate_plan_id, date, amount, occupancy_amounts FROM room_rates
     WHERE room_id IN (?) AND rate_plan_id IN (?) AND date IN (?)`,
    [
      [...new Set(lines.map(({ room_id }) => room_id))],
      [...new Set(lines.map(({ rate_plan_id }) => rate_plan_id))],
      [...new Set(lines.flatMap(({ nights }) => nights.map(({ date }) => date)))],
    ],
  );
  return new Map(rows.map((row) => [nightKey(row, row.date), row]));
}

/** Prices that the booking had for a night of a product and party. */
function agreedNights(before: readonly BookedRoom[], currency: string): Map<string, Set<MinorUnits>> {
  const agreed = new Map<string, Set<MinorUnits>>();
  for (const room of before) {
    for (const { date, price } of room.nights) {
      const key = `${nightKey(room, date)} ${room.guests}`;
      const prices = agreed.get(key) ?? new Set<MinorUnits>();
      agreed.set(key, prices.add(parseAmount(price, currency)));
    }
  }
  return agreed;
}

async function toleranceOf(tx: Transaction, deps: PriceCheckDeps, { partner_id }: Partner): Promise<number> {
  const [own] = await tx.rows<{ percent: string }>(
    'SELECT percent FROM price_tolerances WHERE partner_id = ?',
    [partner_id],
  );
  return own === undefined ? deps.priceTolerancePercent : Number(own.percent);
}

async function note(
  tx: Transaction,
  deps: PriceCheckDeps,
  { booking_id, revision, state, catalogue, partner }: SoldState,
  { quote, percent }: { readonly quote: PricedStay; readonly percent: number | null },
): Promise<void> {
  const { currency, total } = state;
  const { hotel_id } = catalogue.hotel;
  const told = formatAmount(total, currency);
  const quoted = 'missing' in quote ? null : formatAmount(quote.total, currency);
  const cause =
    'missing' in quote ? quote.missing : `sold for ${told} ${currency}, our price was ${quoted} ${currency}`;
  await tx.run(
    `INSERT INTO booking_price_differences (booking_id, revision, partner_id, hotel_id, told, quoted, currency, percent, cause,
       noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE revision = VALUES(revision), told = VALUES(told), quoted = VALUES(quoted),
       currency = VALUES(currency), percent = VALUES(percent), cause = VALUES(cause), noted_at = VALUES(noted_at)`,
    [
      ...[booking_id, revision, partner.partner_id, hotel_id, told, quoted, currency],
      ...[percent === null ? null : Math.min(percent, 9_999_999).toFixed(2), cause.slice(0, 300)],
      toSqlTime(deps.clock.now()),
    ],
  );
  if (percent === null) return;
  const detail = `Booking ${booking_id} of ${partner.code}: ${cause} (${percent.toFixed(1)} %).`;
  const alert = {
    kind: 'price_differs' as const,
    subject: booking_id,
    partner_id: partner.partner_id,
    hotel_id,
    detail,
  };
  await raiseAlerts(tx, { ...deps, alerts: [alert] });
}

/** The channel has put it right. */
async function forget(tx: Transaction, { clock }: PriceCheckDeps, bookingId: Id): Promise<void> {
  await tx.run('DELETE FROM booking_price_differences WHERE booking_id = ?', [bookingId]);
  await tx.run('UPDATE alerts SET cleared_at = ?, open_key = NULL WHERE open_key = ?', [
    toSqlTime(clock.now()),
    `price_differs:${bookingId}`,
  ]);
}
