import type { Catalogue } from '../hotels/catalogue.js';
import type { AriMessage, AriUpdate, Restrictions } from '../model/ari.js';
import { AppError, type ErrorCode, type Fault } from '../model/errors.js';
import { addDays, fromEpochDay, toEpochDay, type LocalDate } from '../model/local-date.js';
import { createLoopPause } from '../platform/loop-pause.js';
import { CellPatches, mergeRestrictions } from './cell-patches.js';
import { applyCount, isCountAlone } from './count-rooms.js';
import { createTargetFinder, type Targets } from './find-targets.js';
import { createPriceReader } from './read-price.js';

/** Partners keep up to two years, some three; further ahead is a typing error. */
const DAYS_AHEAD = 1_100;
/** Yesterday is still taken: senders stand in other time zones ("Booking.com, Expedia: past-date tolerance"). */
const DAYS_BACK = 1;
const MAX_CELLS = 1_000_000;
const MAX_FAULTS = 20;

/**
 * Turns a message in a partner's codes into cells of our inventory, the last word on a cell winning, or the first where its
 * contract says so.
 * @throws AppError with one fault for each instruction that names an unknown code, a date that cannot be, an amount or
 * currency that does not fit; nothing of the message may then be applied.
 */
export async function resolveUpdates(
  message: AriMessage,
  catalogue: Catalogue,
  today: LocalDate,
): Promise<CellPatches> {
  const { patches, faults } = await resolveEach(message, catalogue, { today, most: MAX_FAULTS });
  const [first] = faults;
  if (first !== undefined) throw new AppError(first.code as ErrorCode, first.message, { faults });
  return patches;
}

/**
 * As resolveUpdates where a contract judges each instruction by itself: what cannot be applied is told and left out.
 * @param most faults after which no more instructions are read; absent: all are.
 */
export async function resolveEach(
  message: AriMessage,
  catalogue: Catalogue,
  { today, most = Infinity }: { readonly today: LocalDate; readonly most?: number },
): Promise<{ patches: CellPatches; faults: readonly Fault[] }> {
  const patches = new CellPatches();
  const faults: Fault[] = [];
  const pause = createLoopPause();
  const step: Step = {
    message,
    catalogue,
    patches,
    today,
    earliest: addDays(today, -DAYS_BACK),
    latest: addDays(today, DAYS_AHEAD),
    targetsOf: createTargetFinder(catalogue),
    priceOf: createPriceReader(catalogue.hotel.currency),
  };
  // Where the first word counts, the last one is the first to be overwritten.
  const updates = message.order === 'first' ? message.updates.toReversed() : message.updates;
  for (const update of updates) {
    const fault = resolveUpdate(update, step);
    if (fault !== null) faults.push(fault);
    if (faults.length >= most) break;
    if (patches.named > MAX_CELLS)
      throw new AppError('VALIDATION', `More than ${MAX_CELLS} cells; send it in parts.`);
    if (pause.isDue()) await pause.take();
  }
  return { patches, faults };
}

interface Step {
  readonly message: AriMessage;
  readonly catalogue: Catalogue;
  readonly patches: CellPatches;
  readonly today: LocalDate;
  readonly earliest: LocalDate;
  readonly latest: LocalDate;
  readonly targetsOf: ReturnType<typeof createTargetFinder>;
  readonly priceOf: ReturnType<typeof createPriceReader>;
}

function resolveUpdate(update: AriUpdate, step: Step): Fault | null {
  const { catalogue, today, earliest, latest, patches } = step;
  const fault = (code: ErrorCode, text: string): Fault => ({
    pointer: update.at,
    code,
    message: text,
    ...(update.line === undefined ? {} : { line: update.line }),
    ...(update.record_id === undefined ? {} : { record_id: update.record_id }),
  });
  if (update.unit_code !== null && !isCountAlone(update)) {
    const text = `"${update.unit_code}" names a single room, which has a count and nothing else; name its room type alone`;
    return fault('UNSUPPORTED_UPDATE', text);
  }
  const targets = step.targetsOf(update);
  if ('code' in targets) return { ...fault(targets.code, targets.text), subject: targets.subject };
  if (update.from > update.to) return fault('VALIDATION', `${update.from} is after ${update.to}`);
  if (update.to < earliest)
    return fault('VALIDATION', `${update.from} to ${update.to} is past; today is ${today} at the hotel`);
  if (update.to > latest) {
    return fault('VALIDATION', `${update.to} is more than ${DAYS_AHEAD} days ahead`);
  }
  const price = step.priceOf(update.amounts);
  if (price !== null && 'code' in price) return fault(price.code, price.text);
  const dates = datesOf(update, earliest);
  if (targets.ratePlans.length === 0 && (price !== null || !isEmpty(update.set))) {
    return fault(
      'RATE_NOT_FOUND',
      `hotel "${catalogue.hotel_code}" has no rate plan to put this on; onboard one first`,
    );
  }
  // The last check, and one that writes nothing when it fails: an instruction is taken whole or not at all.
  if (update.available !== undefined) {
    const clash = applyCount(update, update.available, { rooms: targets.rooms, dates, patches });
    if (clash !== null) return fault('UNSUPPORTED_UPDATE', clash);
  }
  if (!isEmpty(update.set)) applyRestrictions(update, step, { ...targets, dates });
  if (price === null) return null;
  for (const room of targets.rooms) {
    for (const plan of targets.ratePlans) {
      for (const date of dates) patches.rate(room.room_id, plan.rate_plan_id, date).price = price;
    }
  }
  return null;
}

function isEmpty(set: Restrictions): boolean {
  for (const _field in set) return false;
  return true;
}

function applyRestrictions(
  update: AriUpdate,
  { message, patches }: Step,
  { rooms, ratePlans, dates }: Targets & { readonly dates: readonly LocalDate[] },
): void {
  let set: Restrictions = update.set;
  if (update.rate_code === null && message.rate_absent === 'room' && set.closed !== undefined) {
    const { closed, ...others } = set;
    for (const room of rooms) {
      for (const date of dates) patches.inventory(room.room_id, date).closed = closed === true;
    }
    set = others;
  }
  if (isEmpty(set)) return;
  for (const room of rooms) {
    for (const plan of ratePlans) {
      for (const date of dates) mergeRestrictions(patches.rate(room.room_id, plan.rate_plan_id, date), set);
    }
  }
}

function datesOf(update: AriUpdate, earliest: LocalDate): LocalDate[] {
  if (update.from === update.to && update.days === null && update.from >= earliest) return [update.from];
  const dates: LocalDate[] = [];
  const last = toEpochDay(update.to);
  for (let day = toEpochDay(update.from < earliest ? earliest : update.from); day <= last; day += 1) {
    if (update.days === null || update.days[(day + 3) % 7] === true) dates.push(fromEpochDay(day));
  }
  return dates;
}
