import type { CellChange, CellField } from '../../src/cli/sandbox/calendar-fields.js';
import type { FetchReport, PushReport } from '../../src/cli/sandbox/sandbox.js';
import { wholeFrom, type Random } from '../../src/cli/load/random.js';
import type { AriAmount } from '../../src/core/model/ari.js';
import { RATES, ROOMS, type StormHotel } from './cast.js';
import type { Pms, Stage } from './stage.js';

/** What the desks of the PMSs did. */
export interface DeskCounts {
  changes: number;
  pushes: number;
  refused: string[];
}

/** Every night of a hotel at its PMS: counts, and prices for one guest and for two. */
export function firstState(stage: Stage, random: Random): CellChange[] {
  return ROOMS.flatMap((room_code) =>
    Array.from({ length: stage.options.nights }, (_, index) => stage.day(index + 1)).flatMap((date) => [
      { room_code, rate_code: null, date, available: wholeFrom(random, 1, 6) },
      ...RATES.map((rate_code) => ({ room_code, rate_code, date, amounts: prices(random) })),
    ]),
  );
}

function prices(random: Random): AriAmount[] {
  const euros = wholeFrom(random, 60, 200);
  return [1, 2].map((guests) => ({
    ...{ guests, amount: `${euros + guests * 10}.00`, currency: 'EUR', tax: 'after' as const },
  }));
}

/** Sets cells at the desk of a hotel; with `push` they are told at once. */
export async function setCells(
  { sandbox }: Pms,
  { code }: StormHotel,
  cells: readonly CellChange[],
): Promise<void> {
  const { status, document } = await sandbox.control('PUT', `calendar?hotel=${code}`, { cells });
  if (status !== 200) throw new Error(`the desk of ${code}: ${JSON.stringify(document)}`);
}

/** A change at random: a span of nights with another count, other prices, or another restriction of a rate plan. */
export function randomChange(stage: Stage, { pms }: StormHotel, random: Random): CellChange[] {
  const { nights } = stage.options;
  const first = wholeFrom(random, 1, nights);
  const last = Math.min(nights, first + wholeFrom(random, 0, 6));
  const dates = Array.from({ length: last - first + 1 }, (_, index) => stage.day(first + index));
  const room_code = ROOMS[wholeFrom(random, 0, ROOMS.length - 1)] ?? 'DBL';
  const rate_code = RATES[wholeFrom(random, 0, RATES.length - 1)] ?? 'BAR';
  const kind = random();
  if (kind < 0.45) {
    const available = wholeFrom(random, 0, 6);
    return dates.map((date) => ({ room_code, rate_code: null, date, available }));
  }
  if (kind < 0.65) {
    const amounts = prices(random);
    return dates.map((date) => ({ room_code, rate_code, date, amounts }));
  }
  const field = pms.says[wholeFrom(random, 0, pms.says.length - 1)] ?? 'closed';
  const value = random() < 0.5 ? lifted(field) : restricted(field, random);
  return dates.map((date) => ({ room_code, rate_code, date, [field]: value }));
}

const lifted = (field: CellField): false | null => (field.startsWith('closed') ? false : null);

/** Windows of booking that most nights of the storm are within, and some are not. */
function restricted(field: CellField, random: Random): number | true {
  if (field.startsWith('closed')) return true;
  if (field === 'min_advance_days') return wholeFrom(random, 1, 4);
  if (field === 'max_advance_days') return wholeFrom(random, 8, 30);
  // No PMS lets a desk ask for more nights at least than at most.
  return field.startsWith('min_stay') ? wholeFrom(random, 2, 3) : wholeFrom(random, 4, 5);
}

/** Tells what a hotel's desk has changed; what is not taken now is told with the next push. */
export async function tell(
  { sandbox, role }: Pms,
  { code }: StormHotel,
  counts: DeskCounts,
  full: boolean = role.whole,
): Promise<void> {
  const wish = { hotel: code, full };
  const { status, document } = await sandbox.control<PushReport>('POST', 'push', wish);
  counts.pushes += 1;
  if (status !== 200) throw new Error(`push of ${code}: ${JSON.stringify(document)}`);
  for (const { accepted, status: answered, error } of document.messages)
    if (!accepted && answered !== 0 && answered < 500 && answered !== 429)
      counts.refused.push(`${role.connector} ${code}: ${error ?? answered}`);
}

/** Fetches and acknowledges reservations, where they are not pushed, and tells the counts that are left. */
export async function attend(
  pms: Pms,
  hotel: StormHotel,
  counts: DeskCounts,
  full: boolean = false,
): Promise<void> {
  if (!pms.role.pushed) {
    const wish = { hotel: hotel.code, push: false };
    const { status, document } = await pms.sandbox.control<FetchReport>('POST', 'fetch', wish);
    if (status !== 200) throw new Error(`fetch of ${hotel.code}: ${JSON.stringify(document)}`);
  }
  await tell(pms, hotel, counts, full || pms.role.whole);
}
