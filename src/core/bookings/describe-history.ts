import { decimalText } from '../ari/decimal-text.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { HistoryRoom, HistoryState } from './restatement-history.js';
import { rateCodeOf, roomCodeOf } from './sent-codes.js';

/** A detail of a booking's history as it is stored. */
export type HistoryDetail = Readonly<Record<string, unknown>>;

/**
 * Puts our codes to what a modification changed, and the currency's places to amounts, which tables hold with three.
 * Entries that were written before rooms were kept say no more than they know.
 */
export function describeHistory(detail: HistoryDetail, catalogue: Catalogue): HistoryDetail {
  const { amount, currency, from, to } = detail;
  return {
    ...detail,
    ...(typeof amount === 'string' && typeof currency === 'string'
      ? { amount: decimalText(amount, currency) }
      : {}),
    ...(isState(from) ? { from: describeState(from, catalogue) } : {}),
    ...(isState(to) ? { to: describeState(to, catalogue) } : {}),
  };
}

/** "2x DBL/BAR" instead of ids. */
function describeState({ rooms, ...state }: Partial<HistoryState>, catalogue: Catalogue) {
  return {
    ...state,
    ...(rooms === undefined ? {} : { rooms: rooms.map((room) => describe(room, catalogue)) }),
  };
}

function describe(room: HistoryRoom, catalogue: Catalogue): string {
  const codes = `${roomCodeOf(room, catalogue)}/${rateCodeOf(room, catalogue)}`;
  return `${room.quantity}x ${codes} for ${room.guests}`;
}

function isState(value: unknown): value is Partial<HistoryState> {
  return typeof value === 'object' && value !== null && 'check_in_date' in value;
}
