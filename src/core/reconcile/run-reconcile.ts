import type { ReadAri } from '../ari/read-ari.js';
import type { Endpoints } from '../delivery/endpoints.js';
import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Clock } from '../model/clock.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { addDays, todayIn, type LocalDate } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import type { Partners } from '../partners/partners.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import type { BookingComparison } from './booking-difference.js';
import type { BookingsAsked, CompareBookings } from './compare-bookings.js';
import { compareChannel } from './compare-channel.js';
import type { ComparePms } from './compare-pms.js';
import { differenceKey, type Comparison, type Difference } from './difference.js';
import { noteRun } from './lane-notes.js';
import { readLaneFacts } from './lane-facts.js';
import type { ChannelComparing } from './note-night.js';
import { furthestNight, lastStoredNight } from './our-copy.js';
import type { PartnerCopies } from './partner-copies.js';
import { totalsOf, type Run, type Side } from './run.js';
import { readRunBefore, storeRun } from './run-store.js';

export interface RunRequest {
  /** Our code. */
  readonly hotel: string;
  readonly partner: string;
  readonly side: Side;
  /** Inclusive; absent: today at the hotel, and the last night of which either side has anything. */
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

export interface RunResult extends Run {
  readonly hotel_id: Id;
  readonly partner_id: Id;
  readonly differences: readonly Difference[];
}

export type RunReconcile = (request: RunRequest) => Promise<RunResult>;

export interface RunDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly partners: Pick<Partners, 'get'>;
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly endpoints: Pick<Endpoints, 'open'>;
  readonly copies: PartnerCopies;
  readonly comparePms: ComparePms;
  readonly compareBookings: CompareBookings;
  /** Waits until what was committed is noted by delivery, or for some seconds. */
  readonly quiet: () => Promise<void>;
}

/**
 * Compares what a partner has of a hotel with what it is to have, and keeps what was found. What differs is looked at once more when
 * delivery has noted every change: a value that was on its way is no difference.
 * @throws AppError HOTEL_NOT_FOUND, PARTNER_NOT_FOUND, NOT_FOUND (not connected), UNAVAILABLE (asked for its calendar, no answer)
 */
export function createRunReconcile(deps: RunDeps): RunReconcile {
  return async (request) => {
    const { database, clock, nextId } = deps;
    const partner = await deps.partners.get(request.partner);
    const { hotel } = await deps.openCatalogue(OPERATOR_VIEW, request.hotel);
    await requireMapped(deps, partner, hotel);
    const started_at = toSqlTime(clock.now());
    const compare = (): Promise<Comparison> =>
      request.side === 'channel'
        ? compareWithChannel(deps, partner, { hotel_id: hotel.hotel_id, request })
        : deps.comparePms(partner, { hotel_id: hotel.hotel_id, from: request.from, to: request.to });
    let found = await compare();
    if (found.differences.length > 0) {
      await deps.quiet();
      found = still(found, await compare());
    }
    const { bookings, untold } = await bookingsOf(deps, partner, {
      ...{ hotel_id: hotel.hotel_id, side: request.side, from: found.from },
    });
    const { differences, pending, source, from, to, nights } = found;
    const warnings = untold === null ? found.warnings : [...found.warnings, untold];
    const kept = {
      ...{ run_id: nextId(), hotel_id: hotel.hotel_id, partner_id: partner.partner_id, side: request.side },
      ...{ source, from, to, nights, totals: totalsOf(differences, pending), bookings, warnings },
    };
    const finished_at = toSqlTime(clock.now());
    await storeRun(database, { ...kept, started_at, finished_at }, differences);
    await noteRun(database, { ...kept, started_at, finished_at }, untold);
    return {
      ...kept,
      ...{ hotel: hotel.code, partner: partner.code, differences },
      started_at: fromSqlTime(started_at).toISOString(),
      finished_at: fromSqlTime(finished_at).toISOString(),
    };
  };
}

/** The catalogue speaks to the partner; here an operator asks, by our code. */
async function requireMapped(
  { openCatalogue }: RunDeps,
  partner: Partner,
  { hotel_id, code }: Pick<Hotel, 'hotel_id' | 'code'>,
): Promise<void> {
  await openCatalogue(partner, hotel_id).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'HOTEL_NOT_FOUND') throw error;
    throw new AppError('HOTEL_NOT_FOUND', `Hotel "${code}" is not mapped to ${partner.code}.`, {
      next: `bellhop mapping list --partner ${partner.code}`,
    });
  });
}

/** A list that hangs, is broken or beyond all measure keeps nobody from the nights: they are compared, and repaired, without it. */
async function bookingsOf(
  { compareBookings }: RunDeps,
  partner: Partner,
  asked: BookingsAsked,
): Promise<{ readonly bookings: BookingComparison | null; readonly untold: string | null }> {
  try {
    return { bookings: await compareBookings(partner, asked), untold: null };
  } catch (error) {
    if (!(error instanceof AppError) || !UNTOLD.has(error.code)) throw error;
    return { bookings: null, untold: `Bookings were not compared: ${error.message}` };
  }
}

const UNTOLD: ReadonlySet<ErrorCode> = new Set(['UNAVAILABLE', 'VALIDATION']);

/** What differs both times, and of which ours did not change between: all else is under way. */
function still(first: Comparison, second: Comparison): Comparison {
  const then = new Map(first.differences.map((one) => [differenceKey(one), one.ours]));
  const differences = second.differences.filter(
    (one) => then.has(differenceKey(one)) && then.get(differenceKey(one)) === one.ours,
  );
  const moved = second.differences.length - differences.length;
  return { ...second, differences, pending: second.pending + moved };
}

async function compareWithChannel(
  deps: RunDeps,
  partner: Partner,
  { hotel_id, request }: { readonly hotel_id: Id; readonly request: RunRequest },
): Promise<Comparison> {
  const { database, clock, readAri } = deps;
  if (partner.kind !== 'ota')
    throw new AppError('VALIDATION', `"${partner.code}" is no channel; compare it with --pms.`, {
      next: `bellhop reconcile run --hotel ${request.hotel} --pms ${partner.code}`,
    });
  const endpoint = await deps.endpoints.open(partner.partner_id);
  const catalogue = await deps.openCatalogue(partner, hotel_id);
  const reported = await deps.copies.calendar(partner.partner_id, catalogue.hotel_code);
  const today = todayIn(catalogue.hotel.time_zone, clock.now());
  const furthest = furthestNight(endpoint.dialect, today);
  const last = [await lastStoredNight(database, catalogue), ...(reported ?? []).map(({ date }) => date)]
    .filter((date): date is LocalDate => date !== null)
    .reduce((a, b) => (a > b ? a : b), today);
  const lane = { partner_id: partner.partner_id, hotel_id };
  // What is over is asked for by nobody any more.
  await database.run('DELETE FROM channel_cells WHERE partner_id = ? AND hotel_id = ? AND date < ?', [
    ...[partner.partner_id, hotel_id, addDays(today, -1)],
  ]);
  const asked: ChannelComparing = {
    ...{ endpoint, catalogue, reported },
    facts: await readLaneFacts(database, lane),
    before: await readRunBefore(database, lane),
    // What is over can no longer be sold, so nobody tells it.
    from: request.from === undefined || request.from < today ? today : request.from,
    to: earlier(request.to ?? last, furthest),
  };
  const found = await compareChannel({ database, readAri }, asked);
  const cut = request.to !== undefined && request.to > furthest;
  return cut
    ? { ...found, warnings: [...found.warnings, `It is told of no night behind ${furthest}.`] }
    : found;
}

function earlier(one: LocalDate, other: LocalDate): LocalDate {
  return one < other ? one : other;
}
