import { inventoryEvents } from '../ari/change-events.js';
import type { NewEvent } from '../events/types.js';
import { AppError } from '../model/errors.js';
import type { Transaction } from '../platform/database.js';
import {
  lockCells,
  type Cell,
  type Cells,
  type HotelNow,
  type NightNeeds,
  type Turns,
} from './lock-cells.js';
import { alike, nightsByRoom, nightsCondition } from './nights-at.js';
import { findChange } from './take-nights.js';

/*
 * Bookings that waited for each other share one transaction: all nights of all of them are locked by one statement in
 * key order, decided here in order of arrival, and taken by one guarded UPDATE.
 */

export type NightDecision =
  /** The events tell the nights as this booking leaves them. */
  | { readonly kind: 'taken'; readonly events: readonly NewEvent[] }
  | { readonly kind: 'refused'; readonly error: AppError }
  /** Somebody else has a night locked at this moment; only asked not to wait. */
  | { readonly kind: 'locked' }
  /** Its price is not that any more, or the very intent is known: to be decided anew. */
  | { readonly kind: 'overtaken' };

/**
 * Locks and takes the nights of as many of `needs` as there are rooms for, in their order.
 * Who needs a night that is locked is told so, unless it is to wait.
 * @returns one decision for each of `needs`
 */
export async function bookNights(
  tx: Transaction,
  needs: readonly NightNeeds[],
  turns: Turns,
): Promise<NightDecision[]> {
  const { cells, hotels, known } = await lockCells(tx, needs, turns);
  const allowing = await turns.allowed;
  const direct: Cell[] = [];
  const reported: Cell[] = [];
  const decisions = needs.map((need, index): NightDecision => {
    const now = hotels.get(need.hotel.hotel_id);
    // First: what is overtaken need not wait for anybody, and what is known least of all.
    if (known.has(index) || isOvertaken(need, now)) return { kind: 'overtaken' };
    if (allowing?.[index] === false) return { kind: 'locked' };
    const change = findChange(need.hotel, now);
    if (change !== null) return { kind: 'refused', error: change };
    const taken = need.hotel.inventory_mode === 'direct' ? direct : reported;
    return decide(need, { cells, taken, wait: turns.wait });
  });
  await takeAll(tx, direct, 'pms_rooms = pms_rooms - ?');
  await takeAll(tx, reported, 'unacked_rooms = unacked_rooms + ?');
  return decisions;
}

/** A price is of a hotel's rates under its catalogue. */
function isOvertaken({ hotel, rates_version }: NightNeeds, now: HotelNow | undefined): boolean {
  if (rates_version === undefined) return false;
  return now?.rates_version !== rates_version || now.version !== hotel.version;
}

interface Ledger {
  readonly cells: Cells;
  /** Nights that somebody was promised, once each. */
  readonly taken: Cell[];
  readonly wait: boolean;
}

function decide(need: NightNeeds, ledger: Ledger): NightDecision {
  const { cells, wait } = ledger;
  let enough = true;
  for (const { room_id, units } of need.rooms) {
    const nights = cells.get(room_id);
    for (const date of need.dates) {
      const cell = nights?.get(date);
      if (cell === undefined && !wait) return { kind: 'locked' };
      enough &&= cell !== undefined && cell.closed === 0 && cell.available_rooms >= units;
    }
  }
  if (enough) return { kind: 'taken', events: promise(need, ledger) };
  const message = 'The last rooms of these nights were just sold to somebody else.';
  return { kind: 'refused', error: new AppError('SOLD_OUT', message) };
}

/** @returns the events of the nights as they are left */
function promise(need: NightNeeds, { cells, taken }: Ledger): NewEvent[] {
  return need.rooms.flatMap(({ room_id, units }) => {
    const left = need.dates.flatMap((date) => cells.get(room_id)?.get(date) ?? []);
    for (const cell of left) {
      if (cell.bookings === 0) taken.push(cell);
      cell.available_rooms -= units;
      cell.version += 1;
      cell.units += units;
      cell.bookings += 1;
    }
    return inventoryEvents(need.hotel.hotel_id, left, need.sold_by);
  });
}

/**
 * Law 1. What decides in the end is the guarded UPDATE: it takes every night that was promised, or the statement behind
 * it fails and the whole transaction is rolled back. Both travel with COMMIT, so that nights are locked for one round
 * trip less. Nights that lose alike share a statement: mostly all of them.
 */
async function takeAll(tx: Transaction, nights: readonly Cell[], take: string): Promise<void> {
  for (const same of alike(nights, ({ units, bookings }) => `${units} ${bookings}`).values()) {
    const [first] = same;
    if (first === undefined) continue;
    const { where, parameters } = nightsCondition(nightsByRoom(same));
    await tx.laterExactly(
      same.length,
      `UPDATE room_inventory SET ${take}, available_rooms = available_rooms - ?, version = version + ?
       WHERE ${where} AND available_rooms >= ? AND closed = 0`,
      [first.units, first.units, first.bookings, ...parameters, first.units],
    );
  }
}
