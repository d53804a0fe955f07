import type { Catalogue } from '../hotels/catalogue.js';
import type { WireItem, WireRequest } from '../model/channel-codec.js';
import type { LocalDate } from '../model/local-date.js';
import { ROOM_ITSELF, type Mark } from './lanes.js';
import type { Pair, Work } from './take-work.js';

/** A push whose items are looked at. */
export interface AboutPush {
  readonly catalogue: Catalogue;
  readonly work: Pick<Work, 'urgent'>;
  readonly requests: readonly WireRequest[];
}

/**
 * What items are about. A contract that names a rate plan wherever it can also says the room's count there, so both are marked;
 * one that tells rooms by themselves does not. Of nights that sold out nothing but the count is told.
 */
export function toMarks({ catalogue, work, requests }: AboutPush, items: readonly WireItem[]): Mark[] {
  const { urgent } = work;
  const tellsRooms = requests.some((request) => request.items.some(({ rate_code }) => rate_code === null));
  const marks = new Map<string, Mark>();
  for (const { room_code, rate_code, from, to } of items) {
    const room_id = catalogue.room(room_code)?.room_id;
    if (room_id === undefined) continue;
    const rate = rate_code === null ? undefined : catalogue.ratePlan(rate_code)?.rate_plan_id;
    const plans = [
      ...(rate === undefined || urgent || !tellsRooms ? [ROOM_ITSELF] : []),
      ...(rate === undefined || urgent ? [] : [rate]),
    ];
    for (const rate_plan_id of plans) {
      const mark = { room_id, rate_plan_id, from, to, urgent };
      marks.set(JSON.stringify(mark), mark);
    }
  }
  return [...marks.values()];
}

/** The pairs of room and rate plan that items name. */
export function toPairs(catalogue: Catalogue, items: readonly WireItem[]): Pair[] {
  return items.flatMap(({ room_code, rate_code }) => {
    const room_id = catalogue.room(room_code)?.room_id;
    const rate = rate_code === null ? ROOM_ITSELF : catalogue.ratePlan(rate_code)?.rate_plan_id;
    return room_id === undefined || rate === undefined ? [] : [{ room_id, rate_plan_id: rate }];
  });
}

/** Marks from today on, as far ahead as the channel is told; what is beyond that is told when it comes into reach (reach.ts). */
export function cutToReach<M extends Mark>(marks: readonly M[], today: LocalDate, furthest: LocalDate): M[] {
  return marks
    .filter(({ from, to }) => to >= today && from <= furthest)
    .map((mark) => ({
      ...mark,
      from: mark.from < today ? today : mark.from,
      to: mark.to > furthest ? furthest : mark.to,
    }));
}
