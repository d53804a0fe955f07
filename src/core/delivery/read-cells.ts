import type { AriNight, AriRate, ReadAri } from '../ari/read-ari.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { AriAmount } from '../model/ari.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import { fromEpochDay, toEpochDay, type LocalDate } from '../model/local-date.js';
import { ALL_FIELDS, hasField, withFields } from './cell-fields.js';
import { ROOM_ITSELF, type Mark } from './lanes.js';
import { withHeldAdvance } from './lifted-advance.js';

/** What a room's marks are about: the fields that are to be told, night by night. */
interface Wanted {
  readonly room: Map<LocalDate, number>;
  readonly rates: Map<string, Map<LocalDate, number>>;
}

/**
 * The present values of marked nights, in the channel's codes. A night of a room that nobody has counted has nothing to
 * sell, and says so; a price that is not there is not told.
 */
export async function readCells(
  readAri: ReadAri,
  catalogue: Catalogue,
  marks: readonly Mark[],
): Promise<PushCell[]> {
  const cells: PushCell[] = [];
  const uncounted: PushCell[] = [];
  for (const room of catalogue.rooms) {
    const wanted = wantedOf(marks, room.room_id, catalogue);
    const dates = [wanted.room, ...wanted.rates.values()].flatMap((nights) => [...nights.keys()]).sort();
    const [from, to] = [dates[0], dates.at(-1)];
    if (from === undefined || to === undefined) continue;
    const nights = await readAri({ catalogue, room, from, to, uncounted: true });
    const stored = new Set(nights.map(({ date }) => date));
    const room_code = catalogue.roomCode(room.room_id);
    for (const date of wanted.room.keys())
      if (!stored.has(date)) uncounted.push({ room_code, rate_code: null, date, available: 0 });
    for (const night of nights) cells.push(...toldCells(nightCells(night, wanted), wanted));
    cells.push(...unpricedCells(nights, wanted).map((cell) => ({ ...cell, room_code })));
  }
  return [...uncounted, ...(catalogue.hotel.status === 'INACTIVE' ? cells.map(shut) : cells)];
}

/** A hotel that takes no bookings is closed at its channels, whatever its PMS says. */
function shut(cell: PushCell): PushCell {
  return { ...cell, closed: true, ...(cell.available === undefined ? {} : { available: 0 }) };
}

function wantedOf(marks: readonly Mark[], roomId: Id, catalogue: Catalogue): Wanted {
  const wanted: Wanted = { room: new Map(), rates: new Map() };
  for (const mark of marks) {
    if (mark.room_id !== roomId) continue;
    const code = mark.rate_plan_id === ROOM_ITSELF ? null : catalogue.rateCode(mark.rate_plan_id);
    const dates = code === null ? wanted.room : (wanted.rates.get(code) ?? new Map<LocalDate, number>());
    if (code !== null) wanted.rates.set(code, dates);
    for (let day = toEpochDay(mark.from); day <= toEpochDay(mark.to); day++) {
      const date = fromEpochDay(day);
      dates.set(date, (dates.get(date) ?? 0) | (mark.fields ?? ALL_FIELDS));
    }
  }
  return wanted;
}

/** Without the fields that no mark is about. What comes along for its room's sake is told as it is. */
function toldCells(cells: readonly PushCell[], { room, rates }: Wanted): PushCell[] {
  return cells.flatMap((cell) => {
    const wanted = cell.rate_code === null ? room : rates.get(cell.rate_code);
    const bits = wanted?.get(cell.date) ?? ALL_FIELDS;
    if (bits === ALL_FIELDS) return withoutNoAdvance(cell);
    return withFields(cell, withHeldAdvance(cell, bits)) ?? [];
  });
}

/** Most channels know no advance days; to one that was told some their end is told (`withLifted`). */
function withoutNoAdvance({ min_advance_days: min, max_advance_days: max, ...cell }: PushCell): PushCell {
  return {
    ...cell,
    ...(typeof min === 'number' ? { min_advance_days: min } : {}),
    ...(typeof max === 'number' ? { max_advance_days: max } : {}),
  };
}

/**
 * A channel that sells a rate plan on a night for which we have no price is told that it is closed. Only a repair marks such a
 * night by its fields: a change is always of something that is stored.
 */
function unpricedCells(nights: readonly AriNight[], { rates }: Wanted): Omit<PushCell, 'room_code'>[] {
  const stored = new Set(
    nights.flatMap(({ date, rates: of }) => of.map((rate) => `${date} ${rate.rate_code}`)),
  );
  return [...rates].flatMap(([rate_code, dates]) =>
    [...dates]
      .filter(([date, fields]) => fields !== ALL_FIELDS && !stored.has(`${date} ${rate_code}`))
      .map(([date]) => ({ rate_code, date, closed: true })),
  );
}

/**
 * Contracts without a room level tell a room's stop-sell on its rate plans: a room that is open is told with those of its rate
 * plans that are closed, and an open rate plan of a closed room with that, so that neither opens what the other closes.
 */
function nightCells(night: AriNight, wanted: Wanted): PushCell[] {
  const { room_code, date, available_rooms, closed } = night;
  const room = { room_code, rate_code: null, date, available: available_rooms };
  const aboutRoom = wanted.room.has(date);
  const bits = wanted.room.get(date) ?? ALL_FIELDS;
  const rates = night.rates.filter(({ rate_code }) => wanted.rates.get(rate_code)?.has(date) === true);
  const cells: PushCell[] = rates.map((rate) => ({ ...rateCell(rate, night), room_code, date }));
  if (closed && aboutRoom) return [{ ...room, closed: true }, ...cells];
  const opens = rates.some((rate) => !rate.closed && mayOpen(wanted, rate.rate_code, date));
  if (closed && opens) return [{ room_code, rate_code: null, date, closed: true }, ...cells];
  if (!aboutRoom) return cells;
  // Sold out is told by the count alone: the shortest message there is, for it is the one that must overtake.
  if (available_rooms === 0 && rates.length === 0 && bits === ALL_FIELDS) return [room];
  // Of a room whose count alone is told nothing is opened.
  const shut = night.rates.filter((rate) => hasField(bits, 'closed') && rate.closed && !rates.includes(rate));
  return [
    { ...room, closed: false },
    ...cells,
    ...shut.map(({ rate_code }) => ({ room_code, rate_code, date, closed: true })),
  ];
}

function mayOpen({ rates }: Wanted, rateCode: string, date: LocalDate): boolean {
  return hasField(rates.get(rateCode)?.get(date) ?? ALL_FIELDS, 'closed');
}

function rateCell(rate: AriRate, { currency }: AriNight): Omit<PushCell, 'room_code' | 'date'> {
  const { rate_code, closed, closed_to_arrival, closed_to_departure } = rate;
  const { min_stay_arrival, max_stay_arrival, min_stay_through, max_stay_through } = rate;
  const { min_advance_days, max_advance_days } = rate;
  const amounts = amountsOf(rate, currency);
  return {
    rate_code,
    // Without a price nobody may sell it, least of all at the one that the channel still has.
    closed: closed || amounts.length === 0,
    ...{ closed_to_arrival, closed_to_departure },
    ...{ min_stay_arrival, max_stay_arrival, min_stay_through, max_stay_through },
    ...{ min_advance_days, max_advance_days },
    ...(amounts.length === 0 ? {} : { amounts }),
  };
}

function amountsOf({ amount, occupancy_amounts }: AriRate, currency: string): AriAmount[] {
  const common = { currency, tax: 'after' as const };
  const perRoom = amount === null ? [] : [{ ...common, guests: null, amount }];
  const levels = Object.entries(occupancy_amounts ?? {}).map(([guests, text]): AriAmount =>
    guests === 'extra'
      ? { ...common, guests: null, amount: text, extra: 'adult' }
      : { ...common, guests: Number(guests), amount: text },
  );
  return [...perRoom, ...levels];
}
