import type { AriNight, AriRate, ReadAri } from '../ari/read-ari.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { AriAmount } from '../model/ari.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import { fromEpochDay, toEpochDay, type LocalDate } from '../model/local-date.js';
import { ROOM_ITSELF, type Mark } from './lanes.js';

/** What a room's marks are about, night by night. */
interface Wanted {
  readonly room: Set<LocalDate>;
  readonly rates: Map<string, Set<LocalDate>>;
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
  for (const room of catalogue.rooms) {
    const wanted = wantedOf(marks, room.room_id, catalogue);
    const dates = [...wanted.room, ...[...wanted.rates.values()].flatMap((set) => [...set])].sort();
    const [from, to] = [dates[0], dates.at(-1)];
    if (from === undefined || to === undefined) continue;
    const nights = await readAri({ catalogue, room, from, to, uncounted: true });
    const stored = new Set(nights.map(({ date }) => date));
    const room_code = catalogue.roomCode(room.room_id);
    for (const date of wanted.room)
      if (!stored.has(date)) cells.push({ room_code, rate_code: null, date, available: 0 });
    for (const night of nights) cells.push(...nightCells(night, wanted));
  }
  return cells;
}

function wantedOf(marks: readonly Mark[], roomId: Id, catalogue: Catalogue): Wanted {
  const wanted: Wanted = { room: new Set(), rates: new Map() };
  for (const mark of marks) {
    if (mark.room_id !== roomId) continue;
    const code = mark.rate_plan_id === ROOM_ITSELF ? null : catalogue.rateCode(mark.rate_plan_id);
    const dates = code === null ? wanted.room : (wanted.rates.get(code) ?? new Set<LocalDate>());
    if (code !== null) wanted.rates.set(code, dates);
    for (let day = toEpochDay(mark.from); day <= toEpochDay(mark.to); day++) dates.add(fromEpochDay(day));
  }
  return wanted;
}

/**
 * Contracts without a room level tell a room's stop-sell on its rate plans: a room that is open is told with those of its rate
 * plans that are closed, and a rate plan of a closed room with that, so that neither opens what the other closes.
 */
function nightCells(night: AriNight, wanted: Wanted): PushCell[] {
  const { room_code, date, available_rooms, closed } = night;
  const room = { room_code, rate_code: null, date, available: available_rooms };
  const aboutRoom = wanted.room.has(date);
  const rates = night.rates.filter(({ rate_code }) => wanted.rates.get(rate_code)?.has(date) === true);
  const cells: PushCell[] = rates.map((rate) => ({ ...rateCell(rate, night), room_code, date }));
  if (closed && (aboutRoom || rates.length > 0)) return [{ ...room, closed: true }, ...cells];
  if (!aboutRoom) return cells;
  // Sold out is told by the count alone: the shortest message there is, for it is the one that must overtake.
  if (available_rooms === 0 && rates.length === 0) return [room];
  const shut = night.rates.filter((rate) => rate.closed && !rates.includes(rate));
  return [
    { ...room, closed: false },
    ...cells,
    ...shut.map(({ rate_code }) => ({ room_code, rate_code, date, closed: true })),
  ];
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
    // Most channels know none, and to most of those that do "none" is no value.
    ...(min_advance_days === null ? {} : { min_advance_days }),
    ...(max_advance_days === null ? {} : { max_advance_days }),
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
