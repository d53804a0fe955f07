import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';

/** The room of a line whose code nobody has mapped: it has nights and prices, but no inventory. */
export const UNMAPPED: Id = '0';

/** Units of a room type on a night that one revision of a booking added; a row of booking_room_nights. */
export interface Lot {
  readonly booking_room_id: Id;
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly quantity: number;
  /** Price of one room, DECIMAL(15,3) text. */
  readonly price: string;
  readonly revision: number;
  readonly acked: number;
  readonly acked_at: string | null;
  readonly new_pushes: number | null;
  readonly dropped_revision: number | null;
  readonly returned: number;
}

/** One line of the state that is wanted, under its new id. */
export interface WantedLine {
  readonly booking_room_id: Id;
  readonly room_id: Id;
  readonly quantity: number;
  readonly nights: readonly { readonly date: LocalDate; readonly price: string }[];
}

export interface NightUnits {
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly units: number;
}

export interface Terms {
  /** The revision that makes the wanted state. */
  readonly revision: number;
  /** The last revision that a PMS was handed; 0 for none. */
  readonly toldRevision: number;
  /** In `direct` mode, or without a PMS, nobody's word is waited for. */
  readonly inventoryMode: 'pms' | 'direct';
}

export interface Netted {
  /** All lots as they are to stand. */
  readonly lots: readonly Lot[];
  /** What is to be taken from the inventory, in key order of nights within a room. */
  readonly added: readonly NightUnits[];
  /** What is given up now, as it is to stand: `returned` where its units come back at once. */
  readonly surplus: readonly Lot[];
  /** Nights of what was given up and is wanted again before it came back: nothing is taken for them. */
  readonly revived: readonly Night[];
}

type Night = Pick<NightUnits, 'room_id' | 'date'>;

/**
 * Nets what a booking has against what it wants, night by night: what is needed in both keeps its lots, so that a sold
 * night is no obstacle to whoever already has it. Lots that the PMS knows of are kept before those it was never told of,
 * and a lot that was given up by a revision which no PMS was handed comes back to life before a new unit is taken.
 * Surplus comes back at once where the PMS was never told of it or has no say, otherwise with its acknowledgement of
 * this revision (DESIGN, inventory arithmetic: modification).
 * @param lots those present, and those given up whose units are not back and whose revision was never handed out
 */
export function netLots(lots: readonly Lot[], wanted: readonly WantedLine[], terms: Terms): Netted {
  const supply = bySupply(lots, terms);
  const out = new Map<string, Lot>();
  const added: NightUnits[] = [];
  const revived: Night[] = [];
  for (const line of wanted) {
    for (const { date, price } of line.nights) {
      const place = { booking_room_id: line.booking_room_id, price };
      const missing = keep(supply.get(nightOf(line.room_id, date)) ?? [], line.quantity, (lot) => {
        if (lot.dropped_revision !== null) revived.push({ room_id: lot.room_id, date });
        merge(out, { ...lot, ...place, dropped_revision: null });
      });
      if (missing === 0) continue;
      merge(out, newLot({ ...line, date, ...place, quantity: missing }, terms));
      if (line.room_id !== UNMAPPED) added.push({ room_id: line.room_id, date, units: missing });
    }
  }
  const left = [...supply.values()].flat().filter((lot) => lot.quantity > 0);
  const surplus = left
    .filter((lot) => lot.dropped_revision === null)
    .map((lot) => ({ ...lot, dropped_revision: terms.revision, returned: waits(lot, terms) ? 0 : 1 }));
  const stillGone = left.filter((lot) => lot.dropped_revision !== null);
  return { lots: [...out.values(), ...surplus, ...stillGone], added: sumNights(added), surplus, revived };
}

/** One entry a night, so that two lines on it pass the guard together. */
export function sumNights(nights: readonly NightUnits[]): NightUnits[] {
  const sums = new Map<string, NightUnits>();
  for (const night of nights) {
    const key = nightOf(night.room_id, night.date);
    sums.set(key, { ...night, units: night.units + (sums.get(key)?.units ?? 0) });
  }
  return [...sums.values()];
}

type Remaining = Lot & { quantity: number };

function nightOf(roomId: Id, date: LocalDate): string {
  return `${roomId}|${date}`;
}

function bySupply(lots: readonly Lot[], { toldRevision }: Terms): Map<string, Remaining[]> {
  const rank = (lot: Lot) => (lot.dropped_revision !== null ? 2 : lot.revision <= toldRevision ? 0 : 1);
  const supply = new Map<string, Remaining[]>();
  for (const lot of [...lots].sort((a, b) => rank(a) - rank(b))) {
    const key = nightOf(lot.room_id, lot.date);
    const same = supply.get(key);
    if (same === undefined) supply.set(key, [{ ...lot }]);
    else same.push({ ...lot });
  }
  return supply;
}

/** Moves up to `wanted` units out of these lots; @returns how many are missing. */
function keep(lots: readonly Remaining[], wanted: number, take: (lot: Lot) => void): number {
  let missing = wanted;
  for (const lot of lots) {
    const quantity = Math.min(lot.quantity, missing);
    if (quantity === 0) continue;
    take({ ...lot, quantity });
    lot.quantity -= quantity;
    missing -= quantity;
  }
  return missing;
}

/** Lots of one revision on one night share their fate, so two that meet under one line are one. */
function merge(out: Map<string, Lot>, lot: Lot): void {
  const key = `${lot.booking_room_id}|${lot.date}|${lot.revision}`;
  const known = out.get(key);
  out.set(key, known === undefined ? lot : { ...known, quantity: known.quantity + lot.quantity });
}

type Place = Pick<Lot, 'booking_room_id' | 'room_id' | 'date' | 'price' | 'quantity'>;

function newLot(
  { booking_room_id, room_id, date, price, quantity }: Place,
  { revision, inventoryMode }: Terms,
): Lot {
  const counted = inventoryMode === 'pms' && room_id !== UNMAPPED;
  return {
    ...{ booking_room_id, room_id, date, price, quantity, revision },
    acked: counted ? 0 : 1,
    acked_at: null,
    new_pushes: null,
    dropped_revision: null,
    returned: 0,
  };
}

function waits(lot: Lot, { toldRevision, inventoryMode }: Terms): boolean {
  return inventoryMode === 'pms' && lot.room_id !== UNMAPPED && lot.revision <= toldRevision;
}
