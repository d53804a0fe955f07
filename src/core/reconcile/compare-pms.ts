import type { InventoryPatch } from '../ari/cell-patches.js';
import { readInventory } from '../ari/inventory-store.js';
import { readRates } from '../ari/rate-store.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { ReadJournal } from '../messages/read-journal.js';
import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { todayIn, type LocalDate } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import type { Comparison, Difference } from './difference.js';
import { readJournalCopy, type JournalCopy, type Said } from './journal-copy.js';
import { compareKeys, compareNight, type NightCell } from './night-cell.js';
import type { NightRange } from './our-copy.js';
import { ourCount, ourRate, theirRate } from './pms-cells.js';

export interface PmsComparing {
  readonly hotel_id: Id;
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

export type ComparePms = (partner: Partner, asked: PmsComparing) => Promise<Comparison>;

interface Deps {
  readonly database: Queryable;
  readonly clock: Clock;
  readonly openCatalogue: OpenCatalogue;
  readonly journal: Pick<ReadJournal, 'show'>;
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** What "no date given" means for the last night: as far as anything is stored. */
const FAR = '2199-12-31';

interface Work extends NightRange {
  readonly database: Queryable;
  readonly catalogue: Catalogue;
  readonly copy: JournalCopy;
  readonly found: { nights: number; moved: number; readonly differences: Difference[] };
}

/**
 * Compares what a PMS has said of its hotel, as its accepted messages in the journal prove it, with what is stored: its counts with
 * pms_rooms, which bookings do not change before they are acknowledged. A night of which bookings have moved rooms since is left out.
 */
export function createComparePms({ database, clock, openCatalogue, journal, connectors }: Deps): ComparePms {
  return async (partner, { hotel_id, from, to = FAR }) => {
    const catalogue = await openCatalogue(partner, hotel_id);
    const { hotel } = catalogue;
    if (hotel.pms_partner_id !== partner.partner_id)
      throw new AppError('VALIDATION', `"${partner.code}" is not the PMS of hotel "${hotel.code}".`, {
        next: `bellhop hotel show ${hotel.code}`,
      });
    const today = todayIn(hotel.time_zone, clock.now());
    const copy = await readJournalCopy({ database, journal, connectors }, partner, { catalogue, today });
    const found: Work['found'] = { nights: 0, moved: 0, differences: [] };
    const first = from === undefined || from < today ? today : from;
    const work: Work = { database, catalogue, copy, found, from: first, to };
    for (const { room_id } of catalogue.rooms) {
      if (hotel.inventory_mode === 'pms') await compareCounts(work, room_id);
      for (const { rate_plan_id } of catalogue.ratePlans) await compareRates(work, room_id, rate_plan_id);
    }
    const last = lastNight(copy) ?? first;
    const differences = found.differences.sort((a, b) => compareKeys(a, b));
    return {
      ...{ source: 'journal', from: first, to: to === FAR ? (last < first ? first : last) : to },
      ...{ nights: found.nights, differences, pending: found.moved },
      warnings: [...copy.warnings, ...(copy.messages === 0 ? ['No accepted message of it is kept.'] : [])],
    };
  };
}

async function compareCounts(
  { database, catalogue, copy, found, from, to }: Work,
  room_id: Id,
): Promise<void> {
  const stored = await readInventory(database, room_id, { from, to });
  const known = new Map(stored.map((cell) => [cell.date, cell]));
  const said = copy.rooms.get(room_id) ?? new Map<LocalDate, Said<InventoryPatch>>();
  const moved = await nightsMoved(database, room_id, { from, to, since: earliest(said, copy) });
  const dates = [...new Set([...known.keys(), ...said.keys()])].filter((date) => date >= from && date <= to);
  for (const date of dates) {
    const word = said.get(date) ?? unnamed(copy);
    if (word === null) continue;
    found.nights += 1;
    const night = { room_code: catalogue.roomCode(room_id), rate_code: null, date };
    const { units, available: sum, closed } = word.patch;
    // Single units that other messages counted are in our sum too.
    const available = units === undefined ? sum : undefined;
    const theirs: NightCell = {
      ...night,
      ...(available === undefined ? {} : { available }),
      ...(closed === undefined ? {} : { closed }),
    };
    const fields = compareNight(ourCount(night, known.get(date), theirs), theirs);
    const sold = (moved.get(date) ?? '') >= word.at;
    if (fields.length > 0 && sold) found.moved += 1;
    if (sold) continue;
    note(
      found,
      { ...night, room_id, rate_plan_id: ROOM_ITSELF },
      { fields, since: word.at, theirs, hotel_code: catalogue.hotel_code },
    );
  }
}

/** What a complete set does not name is sold out. */
function unnamed({ completeAt }: JournalCopy): Said<InventoryPatch> | null {
  return completeAt === null ? null : { at: completeAt, patch: { available: 0 } };
}

function earliest(said: ReadonlyMap<LocalDate, Said<unknown>>, { completeAt }: JournalCopy): string {
  return [...said.values()].reduce((least, { at }) => (at < least ? at : least), completeAt ?? '9999-12-31');
}

/** When bookings last moved rooms of a night: acknowledged, cancelled or changed. */
async function nightsMoved(
  database: Queryable,
  roomId: Id,
  { from, to, since }: NightRange & { readonly since: string },
): Promise<Map<LocalDate, string>> {
  const rows = await database.rows<{ date: LocalDate; at: string }>(
    `SELECT n.date, MAX(GREATEST(COALESCE(n.acked_at, b.updated_at), b.updated_at)) AS at
     FROM booking_room_nights n JOIN bookings b ON b.booking_id = n.booking_id
     WHERE n.room_id = ? AND n.date BETWEEN ? AND ? AND (b.updated_at >= ? OR n.acked_at >= ?) GROUP BY n.date`,
    [roomId, from, to, since, since],
  );
  return new Map(rows.map(({ date, at }) => [date, at]));
}

async function compareRates(
  { database, catalogue, copy, found, from, to }: Work,
  room_id: Id,
  rate_plan_id: Id,
): Promise<void> {
  const said = copy.rates.get(`${room_id} ${rate_plan_id}`);
  if (said === undefined) return;
  const stored = await readRates(database, { room_id, rate_plan_id }, { from, to });
  const known = new Map(stored.map((cell) => [cell.date, cell]));
  const codes = { room_code: catalogue.roomCode(room_id), rate_code: catalogue.rateCode(rate_plan_id) };
  const { currency } = catalogue.hotel;
  for (const [date, { patch, at }] of said) {
    if (date < from || date > to) continue;
    found.nights += 1;
    const night = { ...codes, date };
    const theirs = theirRate(night, patch, currency);
    const fields = compareNight(ourRate(night, { cell: known.get(date), theirs, currency }), theirs);
    note(
      found,
      { ...night, room_id, rate_plan_id },
      { fields, since: at, theirs, hotel_code: catalogue.hotel_code },
    );
  }
}

interface Noted {
  readonly fields: ReturnType<typeof compareNight>;
  readonly since: string;
  readonly theirs: NightCell;
  readonly hotel_code: string;
}

function note(
  found: Work['found'],
  night: Pick<Difference, 'room_id' | 'rate_plan_id' | 'room_code' | 'rate_code' | 'date'>,
  { fields, since, theirs: their_cell, hotel_code }: Noted,
): void {
  const base = {
    ...night,
    cause: 'dropped_silently' as const,
    since,
    repairable: true,
    their_cell,
    hotel_code,
  };
  for (const field of fields) found.differences.push({ ...base, ...field });
}

function lastNight({ rooms, rates }: JournalCopy): LocalDate | null {
  return [...rooms.values(), ...rates.values()]
    .flatMap((nights) => [...nights.keys()])
    .reduce<LocalDate | null>((last, date) => (last === null || date > last ? date : last), null);
}
