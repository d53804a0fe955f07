import type { LoggedEvent } from '../core/events/types.js';
import { counted } from './output/counted.js';
import { printable } from './output/display-width.js';

/** Our codes of a hotel and what it sells, where they are known; ids stand in for the others. */
export interface EventNames {
  readonly hotel: string;
  room(id: string): string;
  rate(id: string): string;
}

const TYPE_WIDTH = 'RoomInventoryUpdated'.length;

/** An event as a line for people: time (UTC), type, hotel, subject, version, and what it says in short. */
export function eventLine(event: LoggedEvent, names: EventNames): string {
  const time = `${event.occurred_at.slice(0, 19)}Z`;
  const { hotel } = names;
  const words = [time, event.type.padEnd(TYPE_WIDTH), hotel, event.subject, `v${event.version}`];
  return printable(`${words.join('  ')}  ${gist(event, names)}`);
}

function gist(event: LoggedEvent, names: EventNames): string {
  switch (event.type) {
    case 'HotelCreated':
    case 'HotelUpdated': {
      const { name, city, country, status, rooms } = event.data;
      return `${name}, ${city} ${country}, ${status.toLowerCase()}, ${counted(rooms.length, 'room type')}`;
    }
    case 'RoomInventoryUpdated': {
      const { room_id, nights } = event.data;
      const counts = nights.map(({ available_rooms }) => available_rooms);
      return `${names.room(room_id)} ${span(nights)}: ${spread(counts)} free${shut(nights)}`;
    }
    case 'PriceUpdated': {
      const { room_id, rate_plan_id, nights } = event.data;
      return `${names.room(room_id)} ${names.rate(rate_plan_id)} ${span(nights)}: ${prices(nights)}${shut(nights)}`;
    }
    case 'BookingCreated':
    case 'BookingConfirmed':
    case 'BookingModified':
    case 'BookingCancelled':
    case 'BookingFailed': {
      const { status, check_in_date, check_out_date, guests, total_price, currency } = event.data;
      const stay = `${check_in_date} to ${check_out_date}`;
      return `${status}, ${stay}, ${counted(guests, 'guest')}, ${total_price} ${currency}`;
    }
  }
}

interface Priced {
  readonly amount: string | null;
  readonly occupancy_amounts: Readonly<Record<string, string>> | null;
}

/** Least and greatest amount, of a room or of any party; "extra" is a surcharge and no price. */
function prices(nights: readonly Priced[]): string {
  const ofRoom = nights.flatMap(({ amount }) => (amount === null ? [] : [Number(amount)]));
  const ofParty = nights.flatMap(({ occupancy_amounts }) =>
    Object.entries(occupancy_amounts ?? {}).flatMap(([party, text]) =>
      party === 'extra' ? [] : [Number(text)],
    ),
  );
  const amounts = [...ofRoom, ...ofParty];
  if (amounts.length === 0) return 'no price';
  return `${spread(amounts)}${ofParty.length > 0 ? ' by occupancy' : ''}`;
}

/** First and last night of an event, and how many it names in between where some are left out. */
function span(nights: readonly { readonly date: string }[]): string {
  const dates = nights.map(({ date }) => date).sort();
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  return first === last ? first : `${first} to ${last} (${counted(dates.length, 'night')})`;
}

function shut(nights: readonly { readonly closed?: boolean | undefined }[]): string {
  const closed = nights.filter((night) => night.closed === true).length;
  return closed === 0 ? '' : `, ${counted(closed, 'night')} closed`;
}

function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least} to ${most}`;
}
