import type { RunRequest, RunResult } from '../../src/core/reconcile/run-reconcile.js';
import type { StormHotel } from './cast.js';
import { pmsOf } from './compare-calendars.js';
import type { Stage } from './stage.js';

const WAIT_MS = 60_000;

/** Where partners tell what they have. */
export async function nameCopies({ app, channels, pmss }: Stage): Promise<void> {
  for (const { code, sandbox } of [...channels, ...pmss]) {
    const isChannel = channels.some((channel) => channel.code === code);
    await app.reconcile.copies.set(await app.partners.get(code), {
      ...(isChannel ? { calendar_url: `${sandbox.url}/control/calendar` } : {}),
      bookings_url: `${sandbox.url}/control/bookings`,
    });
  }
}

/** Every hotel with its PMS and each of its channels. @returns the runs that found something, and how many there were */
export async function reconcileAll(
  stage: Stage,
): Promise<{ found: RunResult[]; runs: number; nights: number }> {
  const found: RunResult[] = [];
  let [runs, nights] = [0, 0];
  for (const hotel of stage.hotels)
    for (const request of requestsOf(stage, hotel)) {
      const run = await stage.app.reconcile.run(request);
      runs += 1;
      nights += run.nights;
      if (run.differences.length > 0 || (run.bookings?.differences.length ?? 0) > 0) found.push(run);
    }
  return { found, runs, nights };
}

function requestsOf(stage: Stage, hotel: StormHotel): RunRequest[] {
  return [
    ...stage.channels.map(({ code }) => ({ hotel: hotel.code, partner: code, side: 'channel' as const })),
    { hotel: hotel.code, partner: pmsOf(stage, hotel).code, side: 'pms' as const },
  ];
}

/** What runs found, in words; a booking that a channel lists and that was refused to it is as it should be. */
export async function inWords({ app, channels }: Stage, runs: readonly RunResult[]): Promise<string[]> {
  const lines: string[] = [];
  const refused = new Set<string | null>();
  for (const { sandbox } of channels)
    for (const { reference, delivery } of await sandbox.bookings())
      if (delivery === 'refused') refused.add(reference);
  for (const { hotel, partner, differences, bookings } of runs) {
    for (const one of await app.reconcile.list(hotel, differences)) {
      const { room, rate, date, field, ours, theirs, cause } = one;
      lines.push(
        `${partner} ${hotel} ${room} ${rate} ${date} ${field}: ours ${ours}, theirs ${theirs} (${one.class}, ${cause})`,
      );
    }
    for (const one of bookings?.differences ?? [])
      if (!(one.class === 'extra' && refused.has(one.reference)))
        lines.push(`${partner} ${hotel} ${JSON.stringify(one)}`);
  }
  return lines;
}

/** Tells the channels just what differs. @returns values that were told */
export async function repairAll({ app }: Stage, runs: readonly RunResult[]): Promise<number> {
  let values = 0;
  for (const { hotel, partner, side } of runs) {
    const fixed = await app.reconcile.fix({ hotel, partner, side }, { dryRun: false, waitMs: WAIT_MS });
    values += fixed.values;
  }
  return values;
}

/** The nights and fields of a list of differences, of whichever comparison, as far as both say them alike. */
export function nightsIn(lines: readonly string[]): string[] {
  const nights = lines.map((line) => {
    const [partner, hotel, room, rate, date, field = ''] = line.split(/[ :]/);
    const isCount = field === 'available';
    return [partner, hotel, room, isCount ? 'null' : rate, date, field === 'amounts' ? 'prices' : field].join(
      ' ',
    );
  });
  return [...new Set(nights)].sort();
}
