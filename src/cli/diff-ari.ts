import type { App } from '../core/app.js';
import type { CellChange } from '../core/ari/apply-counts.js';
import type { RatePatch, RatePatches, RoomPatches } from '../core/ari/cell-patches.js';
import { withUnmentionedSoldOut } from '../core/ari/complete-set.js';
import { foretellCounts } from '../core/ari/foretell-counts.js';
import { readInventory } from '../core/ari/inventory-store.js';
import { readRates, type RateCell } from '../core/ari/rate-store.js';
import { resolveUpdates } from '../core/ari/resolve-updates.js';
import { sortedDates } from '../core/ari/sorted-dates.js';
import type { Catalogue } from '../core/hotels/catalogue.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS, type AriMessage } from '../core/model/ari.js';
import { todayIn, type LocalDate } from '../core/model/local-date.js';
import type { Partner } from '../core/partners/partner.js';
import type { Queryable } from '../core/platform/database.js';

export type CellFieldValue = string | number | boolean | null;

/** One field of one cell in which a message and the store differ; codes are the partner's own. */
export interface CellDifference {
  readonly room_code: string;
  /** null for the room itself. */
  readonly rate_code: string | null;
  readonly date: LocalDate;
  readonly field: string;
  readonly file: CellFieldValue;
  /** null also where nothing is stored. */
  readonly stored: CellFieldValue;
}

export interface AriComparison {
  readonly hotel_code: string;
  readonly cells_compared: number;
  readonly differences: readonly CellDifference[];
}

export interface DiffOptions {
  /**
   * It is a message that was received then: its counts not as it says them but as applying it now would write them, less what
   * its PMS learnt of since.
   */
  readonly replayOf?: { readonly receivedAt: Date };
}

/**
 * Compares what a message says with what is stored, by the rules by which it would be applied, and writes nothing.
 * Counts are compared with what the PMS gave (pms_rooms), which bookings do not change before they are acknowledged.
 * @throws AppError HOTEL_NOT_FOUND, and with one fault for each instruction that could not be applied.
 */
export async function diffAri(
  app: App,
  partner: Partner,
  message: AriMessage,
  { replayOf }: DiffOptions = {},
): Promise<AriComparison> {
  const catalogue = await app.openCatalogue(partner, message.hotel_code);
  const now = app.clock.now();
  const today = todayIn(catalogue.hotel.time_zone, now);
  const patches = await resolveUpdates(message, catalogue, today);
  const rooms = message.complete_set
    ? await app.database.inTransaction((tx) =>
        withUnmentionedSoldOut(tx, { catalogue, rooms: patches.rooms(), today }),
      )
    : patches.rooms();
  const differences: CellDifference[] = [];
  let compared = 0;
  for (const room of rooms) {
    compared += room.nights.size;
    if (replayOf === undefined) differences.push(...(await compareRoom(app.database, catalogue, room)));
  }
  if (replayOf !== undefined) {
    const work = { catalogue, message, patches, now, today };
    const cells = await foretellCounts(app.database, work, replayOf.receivedAt);
    differences.push(...cells.flatMap((cell) => writtenFields(catalogue, cell)));
  }
  for (const product of patches.rates()) {
    compared += product.nights.size;
    differences.push(...(await compareRates(app.database, catalogue, product)));
  }
  return { hotel_code: message.hotel_code, cells_compared: compared, differences };
}

async function compareRoom(
  database: Queryable,
  catalogue: Catalogue,
  room: RoomPatches,
): Promise<CellDifference[]> {
  const range = rangeOf(room.nights);
  if (range === null) return [];
  const cells = await readInventory(database, room.room_id, range);
  const stored = new Map(cells.map((cell) => [cell.date, cell]));
  const differences: CellDifference[] = [];
  for (const [date, patch] of room.nights) {
    const cell = stored.get(date);
    const at = { room_code: catalogue.roomCode(room.room_id), rate_code: null, date };
    const count = cell?.pms_rooms ?? null;
    // A night that was never set has no rooms, which is what a count of 0 says too.
    if (patch.available !== undefined && patch.available !== (count ?? 0)) {
      differences.push({ ...at, field: 'available', file: patch.available, stored: count });
    }
    const closed = cell !== undefined && cell.closed === 1;
    if (patch.closed !== undefined && patch.closed !== closed) {
      differences.push({ ...at, field: 'closed', file: patch.closed, stored: closed });
    }
  }
  return differences;
}

function writtenFields(catalogue: Catalogue, { before, after }: CellChange): CellDifference[] {
  const at = { room_code: catalogue.roomCode(after.room_id), rate_code: null, date: after.date };
  const isNew = before.version === 0;
  const differences: CellDifference[] = [];
  // A night that was never set is written whatever the message says of it, if only that it has no rooms.
  if (isNew || before.pms_rooms !== after.pms_rooms)
    differences.push({
      ...at,
      field: 'available',
      file: after.pms_rooms,
      stored: isNew ? null : before.pms_rooms,
    });
  if (before.closed !== after.closed)
    differences.push({ ...at, field: 'closed', file: after.closed === 1, stored: before.closed === 1 });
  return differences;
}

async function compareRates(
  database: Queryable,
  catalogue: Catalogue,
  product: RatePatches,
): Promise<CellDifference[]> {
  const range = rangeOf(product.nights);
  if (range === null) return [];
  const cells = await readRates(database, product, range);
  const stored = new Map(cells.map((cell) => [cell.date, cell]));
  const room_code = catalogue.roomCode(product.room_id);
  const rate_code = catalogue.rateCode(product.rate_plan_id);
  return [...product.nights].flatMap(([date, patch]) =>
    fieldsOf(patch, stored.get(date))
      .filter(({ file, stored: kept }) => file !== kept)
      .map((field) => ({ room_code, rate_code, date, ...field })),
  );
}

type FieldPair = Pick<CellDifference, 'field' | 'file' | 'stored'>;

function fieldsOf(patch: RatePatch, cell: RateCell | undefined): FieldPair[] {
  const pairs: FieldPair[] = [];
  if (patch.price !== undefined) {
    pairs.push({ field: 'amount', file: patch.price.amount, stored: cell?.amount ?? null });
    pairs.push({
      field: 'occupancy_amounts',
      file: patch.price.occupancy,
      stored: cell?.occupancy_amounts ?? null,
    });
  }
  for (const field of BOOLEAN_RESTRICTIONS) {
    const value = patch[field];
    if (value !== undefined) pairs.push({ field, file: value === true, stored: cell?.[field] === 1 });
  }
  for (const field of NUMBER_RESTRICTIONS) {
    const value = patch[field];
    if (value !== undefined) pairs.push({ field, file: value, stored: cell?.[field] ?? null });
  }
  return pairs;
}

function rangeOf(nights: ReadonlyMap<LocalDate, unknown>): { from: LocalDate; to: LocalDate } | null {
  const dates = sortedDates(nights);
  const [from, to] = [dates[0], dates.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}
