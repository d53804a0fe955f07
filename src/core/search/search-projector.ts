import type { BusEvent, Consumer } from '../events/event-bus.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { ReadSearchDocuments } from './read-search-documents.js';
import type { NightRange } from './search-document.js';
import type { SearchIndex } from './search-index.js';
import type { TakeTicket } from './search-ticket.js';

/** Hotels read at a time: a year of three room types is some thousand rows. */
const CHUNK = 20;

/**
 * Keeps the search index in step. An event only says which hotel may have changed: its document is read anew from the
 * tables, so order, repetition and old events do no harm. Bookings are not listened to, for what they change of a hotel
 * comes as RoomInventoryUpdated.
 */
export function createSearchProjector(deps: {
  readonly searchIndex: SearchIndex;
  readonly readSearchDocuments: ReadSearchDocuments;
  readonly takeTicket: TakeTicket;
}): Consumer {
  const { searchIndex, readSearchDocuments, takeTicket } = deps;
  return {
    name: 'search',
    topics: ['bellhop.hotels', 'bellhop.inventory'],
    handle: async (events) => {
      const hotelIds = await affectedHotels(searchIndex, events);
      if (hotelIds.length === 0) return;
      const version = await takeTicket();
      for (let start = 0; start < hotelIds.length; start += CHUNK) {
        const changes = await readSearchDocuments(hotelIds.slice(start, start + CHUNK));
        await searchIndex.write(version, changes, 'live');
      }
    },
  };
}

/**
 * Most inventory events are a booking that leaves rooms on nights that stay open, which the index does not count: they
 * are dropped when the index already says of each night what the event says. Should another process be about to write
 * something else, it has events of this hotel that are not committed, and they come again to whoever goes on.
 */
async function affectedHotels(searchIndex: SearchIndex, events: readonly BusEvent[]): Promise<Id[]> {
  const affected = new Set<Id>();
  const counts = events.filter((event) => event.type === 'RoomInventoryUpdated');
  for (const { type, hotel_id } of events) if (type !== 'RoomInventoryUpdated') affected.add(hotel_id);
  const asked = new Set(counts.map(({ hotel_id }) => hotel_id).filter((id) => !affected.has(id)));
  const indexed = await searchIndex.openNights([...asked]);
  for (const { hotel_id, data } of counts) {
    if (affected.has(hotel_id)) continue;
    const open = indexed.get(hotel_id)?.get(data.room_id) ?? [];
    const differs = data.nights.some(
      (night) => isOpen(open, night.date) !== (night.available_rooms > 0 && !night.closed),
    );
    if (differs) affected.add(hotel_id);
  }
  return [...affected];
}

function isOpen(ranges: readonly NightRange[], date: LocalDate): boolean {
  return ranges.some(({ from, to }) => from <= date && date <= to);
}
