import type { Catalogue } from '../hotels/catalogue.js';
import type { RatePlan, Room } from '../hotels/hotel.js';
import type { AriMessage, AriUpdate, Restrictions } from '../model/ari.js';
import { AppError, type ErrorCode, type Fault } from '../model/errors.js';
import { addDays, fromEpochDay, toEpochDay, type LocalDate } from '../model/local-date.js';
import { createLoopPause } from '../platform/loop-pause.js';
import { CellPatches, mergeRestrictions } from './cell-patches.js';
import { readPrice } from './read-price.js';

/** Partners keep up to two years, some three; further ahead is a typing error. */
const DAYS_AHEAD = 1_100;
/** Yesterday is still taken: senders stand in other time zones ("Booking.com, Expedia: past-date tolerance"). */
const DAYS_BACK = 1;
const MAX_CELLS = 1_000_000;
const MAX_FAULTS = 20;

/**
 * Turns a message in a partner's codes into cells of our inventory, in document order, the last word on a cell winning.
 * @throws AppError with one fault for each instruction that names an unknown code, a date that cannot be, an amount or
 * currency that does not fit; nothing of the message may then be applied.
 */
export async function resolveUpdates(
  message: AriMessage,
  catalogue: Catalogue,
  today: LocalDate,
): Promise<CellPatches> {
  const patches = new CellPatches();
  const faults: Fault[] = [];
  const pause = createLoopPause();
  for (const update of message.updates) {
    const fault = resolveUpdate({ update, message, catalogue, today, patches });
    if (fault !== null) faults.push(fault);
    if (faults.length >= MAX_FAULTS) break;
    if (patches.named > MAX_CELLS)
      throw new AppError('VALIDATION', `More than ${MAX_CELLS} cells; send it in parts.`);
    if (pause.isDue()) await pause.take();
  }
  const [first] = faults;
  if (first !== undefined) throw new AppError(first.code as ErrorCode, first.message, { faults });
  return patches;
}

interface Step {
  readonly update: AriUpdate;
  readonly message: AriMessage;
  readonly catalogue: Catalogue;
  readonly today: LocalDate;
  readonly patches: CellPatches;
}

function resolveUpdate({ update, message, catalogue, today, patches }: Step): Fault | null {
  const fault = (code: ErrorCode, text: string): Fault => ({
    pointer: update.at,
    code,
    message: text,
    ...(update.line === undefined ? {} : { line: update.line }),
  });
  if (update.unit_code !== null) {
    return fault(
      'UNSUPPORTED_UPDATE',
      `"${update.unit_code}" names a single room; send the count of its room type "${update.room_code ?? ''}"`,
    );
  }
  const targets = findTargets(update, catalogue);
  if ('code' in targets) return fault(targets.code, targets.text);
  if (update.from > update.to) return fault('VALIDATION', `${update.from} is after ${update.to}`);
  if (update.to < addDays(today, -DAYS_BACK))
    return fault('VALIDATION', `${update.from} to ${update.to} is past; today is ${today} at the hotel`);
  if (update.to > addDays(today, DAYS_AHEAD)) {
    return fault('VALIDATION', `${update.to} is more than ${DAYS_AHEAD} days ahead`);
  }
  const price = readPrice(update.amounts, catalogue.hotel.currency);
  if (price !== null && 'code' in price) return fault(price.code, price.text);
  const dates = datesOf(update, addDays(today, -DAYS_BACK));
  if (update.available !== undefined) {
    const clash = applyCount(update, update.available, { rooms: targets.rooms, dates, patches });
    if (clash !== null) return fault('UNSUPPORTED_UPDATE', clash);
  }
  if (targets.ratePlans.length === 0 && (price !== null || Object.keys(update.set).length > 0)) {
    return fault(
      'RATE_NOT_FOUND',
      `hotel "${catalogue.hotel_code}" has no rate plan to put this on; onboard one first`,
    );
  }
  applyRestrictions({ update, message, rooms: targets.rooms, ratePlans: targets.ratePlans, dates, patches });
  if (price === null) return null;
  for (const room of targets.rooms) {
    for (const plan of targets.ratePlans) {
      for (const date of dates) patches.rate(room.room_id, plan.rate_plan_id, date).price = price;
    }
  }
  return null;
}

/**
 * All rate plans of a room type share one count ("pmsXchange, availability"). A count that came with a rate plan code
 * is taken as the room type's as long as the message does not contradict itself; what contradicts is told back.
 */
function applyCount(
  update: AriUpdate,
  available: number,
  { rooms, dates, patches }: { rooms: readonly Room[]; dates: readonly LocalDate[]; patches: CellPatches },
): string | null {
  if (update.rate_code !== null && update.room_code === null) {
    return 'availability is counted by room type; name the room type instead of the rate plan';
  }
  for (const room of rooms) {
    for (const date of dates) {
      const patch = patches.inventory(room.room_id, date);
      const other =
        patch.rate_code !== undefined && patch.rate_code !== update.rate_code && update.rate_code !== null;
      if (other && patch.available !== available) {
        return `${date} has different counts for rate plans of one room type; they share one count, send it once`;
      }
      patch.available = available;
      if (update.rate_code !== null) patch.rate_code = update.rate_code;
      else delete patch.rate_code;
    }
  }
  return null;
}

function applyRestrictions(step: {
  update: AriUpdate;
  message: AriMessage;
  rooms: readonly Room[];
  ratePlans: readonly RatePlan[];
  dates: readonly LocalDate[];
  patches: CellPatches;
}): void {
  const { update, message, rooms, ratePlans, dates, patches } = step;
  let set: Restrictions = update.set;
  if (update.rate_code === null && message.rate_absent === 'room' && set.closed !== undefined) {
    const { closed, ...others } = set;
    for (const room of rooms) {
      for (const date of dates) patches.inventory(room.room_id, date).closed = closed === true;
    }
    set = others;
  }
  if (Object.keys(set).length === 0) return;
  for (const room of rooms) {
    for (const plan of ratePlans) {
      for (const date of dates) mergeRestrictions(patches.rate(room.room_id, plan.rate_plan_id, date), set);
    }
  }
}

interface Targets {
  readonly rooms: readonly Room[];
  readonly ratePlans: readonly RatePlan[];
}

/** No room code means every room, no rate code every rate plan ("pmsXchange, availability": either fans out). */
function findTargets(update: AriUpdate, catalogue: Catalogue): Targets | { code: ErrorCode; text: string } {
  let rooms = catalogue.rooms;
  let ratePlans = catalogue.ratePlans;
  if (update.room_code !== null) {
    const room = catalogue.room(update.room_code);
    if (room === undefined) {
      return {
        code: 'ROOM_NOT_FOUND',
        text: `room type "${update.room_code}" is not mapped at hotel "${catalogue.hotel_code}"`,
      };
    }
    rooms = [room];
  }
  if (update.rate_code !== null) {
    const plan = catalogue.ratePlan(update.rate_code);
    if (plan === undefined) {
      return {
        code: 'RATE_NOT_FOUND',
        text: `rate plan "${update.rate_code}" is not mapped at hotel "${catalogue.hotel_code}"`,
      };
    }
    ratePlans = [plan];
  }
  return { rooms, ratePlans };
}

function datesOf(update: AriUpdate, earliest: LocalDate): LocalDate[] {
  const dates: LocalDate[] = [];
  const last = toEpochDay(update.to);
  for (let day = toEpochDay(update.from < earliest ? earliest : update.from); day <= last; day += 1) {
    if (update.days === null || update.days[(day + 3) % 7] === true) dates.push(fromEpochDay(day));
  }
  return dates;
}
