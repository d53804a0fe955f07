import type { Catalogue } from '../hotels/catalogue.js';
import type { RatePlan, Room } from '../hotels/hotel.js';
import type { AriUpdate } from '../model/ari.js';
import type { ErrorCode } from '../model/errors.js';
import { findRoomRate } from './room-rate-code.js';

export interface Targets {
  readonly rooms: readonly Room[];
  readonly ratePlans: readonly RatePlan[];
}

interface UnknownCode {
  readonly code: ErrorCode;
  readonly text: string;
  readonly subject: string;
}

/** findTargets, which asks once where one instruction after another names the same room and rate plan. */
export function createTargetFinder(catalogue: Catalogue): (update: AriUpdate) => Targets | UnknownCode {
  let last: { readonly update: AriUpdate; readonly targets: Targets | UnknownCode } | null = null;
  return (update) => {
    if (last?.update.room_code === update.room_code && last.update.rate_code === update.rate_code)
      return last.targets;
    last = { update, targets: findTargets(update, catalogue) };
    return last.targets;
  };
}

/** No room code means every room, no rate code every rate plan ("pmsXchange, availability": either fans out). */
function findTargets(update: AriUpdate, catalogue: Catalogue): Targets | UnknownCode {
  let rooms = catalogue.rooms;
  let ratePlans = catalogue.ratePlans;
  const both = findBoth(update, catalogue);
  if (both !== undefined) return both;
  if (update.room_code !== null) {
    const room = catalogue.room(update.room_code);
    if (room === undefined) {
      return {
        code: 'ROOM_NOT_FOUND',
        subject: update.room_code,
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
        subject: update.rate_code,
        text: `rate plan "${update.rate_code}" is not mapped at hotel "${catalogue.hotel_code}"`,
      };
    }
    ratePlans = [plan];
  }
  return { rooms, ratePlans };
}

/** A rate code that is not mapped as it stands may name its room as well. */
function findBoth({ room_code, rate_code }: AriUpdate, catalogue: Catalogue): Targets | undefined {
  if (room_code !== null || rate_code === null || catalogue.ratePlan(rate_code) !== undefined)
    return undefined;
  const found = findRoomRate(rate_code, catalogue);
  return found === undefined ? undefined : { rooms: [found.room], ratePlans: [found.ratePlan] };
}
