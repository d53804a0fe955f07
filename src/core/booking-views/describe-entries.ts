import type { Catalogue, OpenCatalogue, Viewer } from '../hotels/catalogue.js';
import { unmappedOf } from '../bookings/sent-codes.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { BookingEntry } from './booking-views.js';

/** A booking of a list as its reader sees it, under the reader's own codes. */
export interface ListedBooking extends Omit<BookingEntry, 'partner_id' | 'rooms'> {
  readonly hotel_code: string;
  readonly rooms: readonly {
    readonly room_id: Id;
    readonly room_code: string;
    readonly rate_code: string;
    readonly quantity: number;
    /** As in a booking; which code the channel sent stands there alone, here it is "?". */
    readonly unmapped?: readonly ('room' | 'rate')[] | undefined;
  }[];
}

const NOT_KEPT = '?';

/** Puts the reader's codes to entries. A hotel that is not the reader's any more has its id for a code: nothing drops out. */
export async function describeEntries(
  openCatalogue: OpenCatalogue,
  viewer: Viewer,
  entries: readonly BookingEntry[],
): Promise<ListedBooking[]> {
  const hotelIds = [...new Set(entries.map((entry) => entry.hotel_id))];
  const catalogues = new Map(
    await Promise.all(
      hotelIds.map(async (hotelId) => [hotelId, await openIfMapped(openCatalogue, viewer, hotelId)] as const),
    ),
  );
  return entries.map(({ partner_id: _ours, rooms, ...entry }) => {
    const catalogue = catalogues.get(entry.hotel_id) ?? null;
    return {
      ...entry,
      hotel_code: catalogue?.hotel_code ?? entry.hotel_id,
      rooms: rooms.map((room) => describeRoom(room, catalogue)),
    };
  });
}

function describeRoom(
  { room_id, rate_plan_id, quantity }: BookingEntry['rooms'][number],
  catalogue: Catalogue | null,
): ListedBooking['rooms'][number] {
  const unmapped = unmappedOf({ room_id, rate_plan_id });
  const room_code = catalogue?.roomCode(room_id) ?? room_id;
  const rate_code = catalogue?.rateCode(rate_plan_id) ?? rate_plan_id;
  if (unmapped === undefined) return { room_id, room_code, rate_code, quantity };
  return {
    ...{ room_id, quantity, unmapped },
    room_code: unmapped.includes('room') ? NOT_KEPT : room_code,
    rate_code: unmapped.includes('rate') ? NOT_KEPT : rate_code,
  };
}

async function openIfMapped(
  openCatalogue: OpenCatalogue,
  viewer: Viewer,
  hotelId: Id,
): Promise<Catalogue | null> {
  try {
    return await openCatalogue(viewer, hotelId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'HOTEL_NOT_FOUND') return null;
    throw error;
  }
}
