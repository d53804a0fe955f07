import type { AriAmount, Restrictions } from '../../core/model/ari.js';
import type { AriPush, ChannelSettings, PushCell, WireItem } from '../../core/model/channel-codec.js';
import { addDays } from '../../core/model/local-date.js';
import { coalesce, type CellRange } from '../shared/coalesce.js';
import { nightsIn } from '../shared/split-ranges.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

const MOST_ROOMS = 4_999;
const LONGEST_STAY = 28;

/** One AvailRateUpdate: a room and some of its rate plans for the nights of one range. */
export interface ProductUpdate {
  readonly range: Omit<CellRange<unknown>, 'value' | 'rate_code'>;
  readonly room: RoomValue | null;
  readonly rates: readonly { readonly rate_code: string; readonly value: RateValue }[];
}

type RoomValue = Pick<PushCell, 'available' | 'closed'>;
type RateValue = Pick<PushCell, 'closed' | 'amounts'> & { readonly restrictions: Restrictions | null };

/**
 * A push as updates in which no product has a night twice, for that would cost the whole message ("Expedia, AR": 3108). Products of a
 * room that change in the same nights share one.
 */
export function productUpdates({ cells }: AriPush, settings: ChannelSettings): ProductUpdate[] {
  const rooms = coalesce(cells, (cell) => (cell.rate_code === null ? roomValue(cell) : undefined));
  const rates = coalesce(cells, (cell) => (cell.rate_code === null ? undefined : rateValue(cell, settings)));
  const updates = new Map<string, ProductUpdate>();
  const entry = ({ room_code, from, to }: CellRange<unknown>): [string, ProductUpdate] => {
    const key = JSON.stringify([room_code, from, to]);
    return [key, updates.get(key) ?? { range: { room_code, from, to }, room: null, rates: [] }];
  };
  for (const range of rooms) {
    const [key, update] = entry(range);
    updates.set(key, { ...update, room: range.value });
  }
  for (const range of rates) {
    const [key, update] = entry(range);
    const rate = { rate_code: range.rate_code ?? '', value: range.value };
    updates.set(key, { ...update, rates: [...update.rates, rate] });
  }
  return [...updates.values()];
}

function roomValue({ available, closed }: PushCell): RoomValue | undefined {
  if (available === undefined && closed === undefined) return undefined;
  return { ...(available === undefined ? {} : { available }), ...(closed === undefined ? {} : { closed }) };
}

function rateValue(cell: PushCell, { los = 'arrival', pricing }: ChannelSettings): RateValue | undefined {
  const { closed, closed_to_arrival: arrival, closed_to_departure: departure } = cell;
  const min = los === 'arrival' ? cell.min_stay_arrival : cell.min_stay_through;
  const max = los === 'arrival' ? cell.max_stay_arrival : cell.max_stay_through;
  const restricted = [arrival, departure, min, max].some((value) => value !== undefined);
  const amounts = pricesOf(cell.amounts ?? [], pricing);
  if (closed === undefined && !restricted && amounts.length === 0) return undefined;
  const restrictions: Restrictions = {
    ...(arrival === undefined ? {} : { closed_to_arrival: arrival }),
    ...(departure === undefined ? {} : { closed_to_departure: departure }),
    // Omitted, they go back to the default: that is also how a limit is lifted.
    ...(min === undefined || min === null || min < 1
      ? {}
      : { min_stay_arrival: Math.min(min, LONGEST_STAY) }),
    ...(max === undefined || max === null || max < 1 || max > LONGEST_STAY ? {} : { max_stay_arrival: max }),
  };
  return {
    ...(closed === undefined ? {} : { closed }),
    ...(amounts.length === 0 ? {} : { amounts }),
    restrictions: restricted ? restrictions : null,
  };
}

/** One pricing model in a message: that of the property. What an extra guest costs is set up at Expedia. */
function pricesOf(amounts: readonly AriAmount[], pricing: ChannelSettings['pricing']): AriAmount[] {
  const base = amounts.filter(({ extra }) => extra === undefined);
  const perRoom = base.filter(({ guests }) => guests === null);
  const perGuests = base.filter(({ guests }) => guests !== null);
  if (pricing === 'per_occupancy') return perGuests;
  if (pricing === undefined) return perGuests.length > 0 ? perGuests : perRoom;
  const largest = perGuests.sort((a, b) => (b.guests ?? 0) - (a.guests ?? 0)).slice(0, 1);
  return (perRoom.length > 0 ? perRoom : largest).map((amount) => ({ ...amount, guests: null }));
}

/** Values of one night of an update, as Expedia counts them: each rate, restriction or status. */
export function valuesPerNight({ room, rates }: ProductUpdate): number {
  const ofRoom = room === null ? 0 : Object.keys(room).length;
  return rates.reduce((sum, { value }) => sum + valuesOf(value), ofRoom);
}

function valuesOf({ closed, amounts = [], restrictions }: RateValue): number {
  // Both limits change with each Restrictions, said or not.
  const flags = [restrictions?.closed_to_arrival, restrictions?.closed_to_departure];
  const limits = restrictions === null ? 0 : 2 + flags.filter((flag) => flag !== undefined).length;
  return (closed === undefined ? 0 : 1) + amounts.length + limits;
}

/** An update cut so that no part has more values than a message may. */
export function cutUpdate(update: ProductUpdate, mostValues: number): ProductUpdate[] {
  const { range } = update;
  const longest = Math.max(1, Math.floor(mostValues / Math.max(1, valuesPerNight(update))));
  const parts: ProductUpdate[] = [];
  for (
    let from = range.from, left = nightsIn(range);
    left > 0;
    left -= longest, from = addDays(from, longest)
  ) {
    const to = addDays(from, Math.min(longest, left) - 1);
    parts.push({ ...update, range: { ...range, from, to } });
  }
  return parts;
}

export function updateElement({ range: { room_code, from, to }, room, rates }: ProductUpdate): XmlElement {
  const inventory =
    room?.available === undefined
      ? undefined
      : element('Inventory', { totalInventoryAvailable: Math.min(room.available, MOST_ROOMS) });
  return element(
    'AvailRateUpdate',
    {},
    element('DateRange', { from, to }),
    element(
      'RoomType',
      { id: room_code, closed: flag(room?.closed) },
      inventory,
      ...rates.map(ratePlanElement),
    ),
  );
}

function ratePlanElement({ rate_code, value }: ProductUpdate['rates'][number]): XmlElement {
  const { closed, amounts = [], restrictions } = value;
  return element(
    'RatePlan',
    { id: rate_code, closed: flag(closed) },
    amounts.length === 0
      ? undefined
      : element('Rate', { currency: amounts[0]?.currency ?? undefined }, ...amounts.map(priceElement)),
    restrictions === null
      ? undefined
      : element('Restrictions', {
          closedToArrival: flag(restrictions.closed_to_arrival),
          closedToDeparture: flag(restrictions.closed_to_departure),
          minLOS: restrictions.min_stay_arrival ?? undefined,
          maxLOS: restrictions.max_stay_arrival ?? undefined,
        }),
  );
}

function priceElement({ guests, amount }: AriAmount): XmlElement {
  return guests === null
    ? element('PerDay', { rate: amount })
    : element('PerOccupancy', { rate: amount, occupancy: guests });
}

/** A status that was lifted and one that never was are the same. */
function flag(value: boolean | null | undefined): string | undefined {
  return value === undefined ? undefined : String(value === true);
}

export function itemsOf({ range, room, rates }: ProductUpdate): WireItem[] {
  const item = (rate_code: string | null): WireItem => ({ ...range, rate_code });
  return [...(room === null ? [] : [item(null)]), ...rates.map(({ rate_code }) => item(rate_code))];
}
