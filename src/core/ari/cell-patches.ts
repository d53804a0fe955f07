import { NUMBER_RESTRICTIONS, BOOLEAN_RESTRICTIONS, type Restrictions } from '../model/ari.js';
import { compareIds, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';

/** Counts of single rooms of a type. */
export interface UnitCounts {
  /** The message counted the type itself before: what was known of its single rooms is over. */
  readonly replaces: boolean;
  readonly counts: Map<string, number>;
}

/** What a message says of one night of a room; undefined leaves the stored value. */
export interface InventoryPatch {
  /** Where single rooms are counted, the sum of those that the message names, until the others are added (settleUnits). */
  available?: number;
  units?: UnitCounts;
  closed?: boolean;
  /** The rate plan code that the count came with, to find a message that contradicts itself. */
  rate_code?: string;
}

/** What a message says of one night of a room and rate plan; undefined leaves the stored value, null clears it. */
export interface RatePatch extends Restrictions {
  price?: { readonly amount: string | null; readonly occupancy: string | null };
}

export interface RoomPatches {
  readonly room_id: Id;
  readonly nights: Map<LocalDate, InventoryPatch>;
}

export interface RatePatches {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly nights: Map<LocalDate, RatePatch>;
}

/** A whole message, cell by cell, after its own order rule (last wins) was applied. */
export class CellPatches {
  private readonly roomMap = new Map<Id, RoomPatches>();
  private readonly rateMap = new Map<string, RatePatches>();
  /** The product that was named last: the next instruction nearly always names it again. */
  private last: RatePatches | undefined;
  /** Cells touched, counted with repeats: what the message cost to read. */
  named = 0;

  inventory(roomId: Id, date: LocalDate): InventoryPatch {
    this.named += 1;
    let room = this.roomMap.get(roomId);
    if (room === undefined) this.roomMap.set(roomId, (room = { room_id: roomId, nights: new Map() }));
    let patch = room.nights.get(date);
    if (patch === undefined) room.nights.set(date, (patch = {}));
    return patch;
  }

  /** What the message has said of a night so far, without naming it. */
  knownInventory(roomId: Id, date: LocalDate): Readonly<InventoryPatch> | undefined {
    return this.roomMap.get(roomId)?.nights.get(date);
  }

  rate(roomId: Id, ratePlanId: Id, date: LocalDate): RatePatch {
    this.named += 1;
    const { last } = this;
    const isSame = last?.room_id === roomId && last.rate_plan_id === ratePlanId;
    const product = isSame ? last : this.product(roomId, ratePlanId);
    this.last = product;
    let patch = product.nights.get(date);
    if (patch === undefined) product.nights.set(date, (patch = {}));
    return patch;
  }

  private product(roomId: Id, ratePlanId: Id): RatePatches {
    const key = `${roomId}:${ratePlanId}`;
    const known = this.rateMap.get(key);
    if (known !== undefined) return known;
    const product = { room_id: roomId, rate_plan_id: ratePlanId, nights: new Map<LocalDate, RatePatch>() };
    this.rateMap.set(key, product);
    return product;
  }

  /** In primary-key order, the order in which every transaction locks. */
  rooms(): RoomPatches[] {
    return [...this.roomMap.values()].sort((a, b) => compareIds(a.room_id, b.room_id));
  }

  rates(): RatePatches[] {
    return [...this.rateMap.values()].sort(
      (a, b) => compareIds(a.room_id, b.room_id) || compareIds(a.rate_plan_id, b.rate_plan_id),
    );
  }
}

export function mergeRestrictions(patch: RatePatch, set: Restrictions): void {
  for (const field of BOOLEAN_RESTRICTIONS) if (set[field] !== undefined) patch[field] = set[field];
  for (const field of NUMBER_RESTRICTIONS) if (set[field] !== undefined) patch[field] = set[field];
}
