import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { believe } from './believe-restatement.js';
import type { BookingContext } from './booking-answer.js';
import type { BookingRecord } from './booking-record.js';
import type { QuoteRestatement } from './quote-restatement.js';
import { refuseOver } from './refuse-over.js';
import { toState, type RestatedState } from './restated-state.js';
import type { ReferenceRestatement } from './restatement.js';

interface Deps {
  readonly clock: Clock;
  readonly quote: QuoteRestatement;
}

interface Work {
  readonly restatement: ReferenceRestatement;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  /** Null for a reservation that is first heard of. */
  readonly before: BookingRecord | null;
}

/**
 * The state that a restatement asks for: as its channel sold it where that is believed (law 9), at our own prices elsewhere.
 * @throws AppError what stands against it
 */
export async function priceRestatement(
  { clock, quote }: Deps,
  { restatement, catalogue, context, before }: Work,
): Promise<RestatedState> {
  const { details } = restatement;
  if (context.partner.oversell_policy === 'accept_oversold') {
    refuseOver(restatement, catalogue, { now: clock.now(), before });
    return { ...believe(restatement, catalogue, before?.rooms ?? []), details };
  }
  const { currency } = before ?? catalogue.hotel;
  const nothing = { check_in_date: '', check_out_date: '', currency, rooms: [] };
  const lines = await quote(before ?? nothing, restatement, catalogue);
  return { ...toState(restatement, lines, currency), details };
}
