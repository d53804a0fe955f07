import { addDays, type LocalDate } from '../../core/model/local-date.js';
import { RATE_CODES, type RateCode } from './load-hotels.js';
import type { LoadStay } from './load-request.js';
import { wholeFrom, type Random } from './random.js';

/** What a guest does with a hold after having thought about it. */
export interface GuestStep {
  readonly operation: 'confirm' | 'pay' | 'modify' | 'cancel';
  readonly pauseMs: number;
  /** Of a payment: what the simulated provider makes of it. */
  readonly token?: string;
  /** Of a modification: the departure that the stay is to have. */
  readonly check_out?: LocalDate;
}

/** Somebody who holds a stay, and all that they will do; everything in it follows from the seed. */
export interface Guest {
  readonly reference: string;
  readonly stay: LoadStay;
  readonly rate_code: RateCode;
  readonly steps: readonly GuestStep[];
}

type Deed = 'confirm' | 'cancel' | 'shorten' | 'lengthen' | `tok_${string}`;

/** A hold of the load's own channel lasts a minute; this money comes when it is over, and its rooms may be sold again. */
export const LATE_TOKEN = 'tok_late_65';

/** What guests do, in percent; a token pays with it. */
export const GUEST_MIX: readonly { readonly share: number; readonly does: readonly Deed[] }[] = [
  { share: 22, does: ['confirm'] },
  { share: 10, does: [] },
  { share: 8, does: ['cancel'] },
  { share: 5, does: ['lengthen', 'confirm'] },
  { share: 5, does: ['confirm', 'shorten'] },
  { share: 5, does: ['confirm', 'lengthen'] },
  { share: 4, does: ['confirm', 'cancel'] },
  { share: 11, does: ['tok_ok'] },
  { share: 6, does: ['tok_decline'] },
  { share: 4, does: ['tok_timeout'] },
  { share: 3, does: ['tok_timeout_taken'] },
  { share: 4, does: ['tok_late_3'] },
  { share: 2, does: [LATE_TOKEN] },
  { share: 3, does: ['tok_webhook_first'] },
  { share: 2, does: ['tok_webhook_only'] },
  { share: 4, does: ['tok_ok', 'cancel'] },
  { share: 1, does: ['tok_ok', 'shorten'] },
  { share: 1, does: ['tok_ok', 'shorten', 'cancel'] },
];

const FEWEST_NIGHTS = 2;
const MOST_NIGHTS = 4;
const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1_500;

/** @param nights that everybody wants; the last of them is only had by who lengthens */
export function drawGuest(
  random: Random,
  {
    reference,
    place,
    nights,
  }: {
    readonly reference: string;
    readonly place: Pick<LoadStay, 'hotel' | 'room'>;
    readonly nights: { readonly from: LocalDate; readonly count: number };
  },
): Guest {
  const length = wholeFrom(random, FEWEST_NIGHTS, MOST_NIGHTS);
  const check_in = addDays(nights.from, wholeFrom(random, 0, nights.count - 1 - length));
  const stay = { ...place, check_in, check_out: addDays(check_in, length) };
  const rate_code = random() < 0.5 ? RATE_CODES[0] : RATE_CODES[1];
  const steps = drawDeeds(random).map((deed) => {
    const pauseMs = wholeFrom(random, SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
    return { ...stepOf(deed, stay), pauseMs };
  });
  return { reference, stay, rate_code, steps };
}

function drawDeeds(random: Random): readonly Deed[] {
  let left = random() * GUEST_MIX.reduce((sum, { share }) => sum + share, 0);
  for (const { share, does } of GUEST_MIX) {
    left -= share;
    if (left < 0) return does;
  }
  return [];
}

function stepOf(deed: Deed, { check_out }: LoadStay): Omit<GuestStep, 'pauseMs'> {
  switch (deed) {
    case 'confirm':
    case 'cancel':
      return { operation: deed };
    case 'shorten':
      return { operation: 'modify', check_out: addDays(check_out, -1) };
    case 'lengthen':
      return { operation: 'modify', check_out: addDays(check_out, 1) };
    default:
      return { operation: 'pay', token: deed };
  }
}
