import type { App } from '../core/app.js';
import type { AriNight } from '../core/ari/read-ari.js';
import type { Catalogue } from '../core/hotels/catalogue.js';
import type { Room } from '../core/hotels/hotel.js';
import { AppError } from '../core/model/errors.js';
import { daysBetween, type LocalDate } from '../core/model/local-date.js';
import { OPERATOR } from './operator.js';

const LONGEST = 1_100;

export interface StoredRoom {
  readonly room: Room;
  readonly nights: readonly AriNight[];
}

export interface NightRange {
  /** Only this room; undefined for all. */
  readonly room?: string | undefined;
  /** Both inclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Also nights of which only rates are stored. */
  readonly uncounted?: boolean;
}

/** A hotel under our own codes. @throws AppError HOTEL_NOT_FOUND */
export async function openHotel(app: Pick<App, 'openCatalogue'>, code: string): Promise<Catalogue> {
  try {
    return await app.openCatalogue(OPERATOR, code);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'HOTEL_NOT_FOUND') throw error;
    // The use case speaks to partners, of mappings; here there are none.
    throw new AppError('HOTEL_NOT_FOUND', `There is no hotel "${code}".`, {
      next: 'bellhop hotel list',
      cause: error,
    });
  }
}

/**
 * The stored nights of a hotel, room by room, under the catalogue's codes.
 * @throws AppError ROOM_NOT_FOUND, VALIDATION for a range that is inverted or longer than 1,100 nights.
 */
export async function readStoredAri(
  app: Pick<App, 'readAri'>,
  catalogue: Catalogue,
  range: NightRange,
): Promise<StoredRoom[]> {
  const { from, to, uncounted = false } = range;
  if (to < from)
    throw new AppError('VALIDATION', `--to ${to} is before --from ${from}; both are nights, both inclusive.`);
  if (daysBetween(from, to) >= LONGEST) {
    throw new AppError(
      'VALIDATION',
      `From ${from} to ${to} is more than ${LONGEST} nights; ask for less at a time.`,
    );
  }
  const rooms: StoredRoom[] = [];
  for (const room of chooseRooms(catalogue, range.room)) {
    rooms.push({ room, nights: await app.readAri({ catalogue, room, from, to, uncounted }) });
  }
  return rooms;
}

function chooseRooms(catalogue: Catalogue, code: string | undefined): readonly Room[] {
  if (code === undefined) return catalogue.rooms;
  const room = catalogue.rooms.find((candidate) => candidate.code === code);
  if (room !== undefined) return [room];
  throw new AppError('ROOM_NOT_FOUND', `Hotel ${catalogue.hotel.code} has no room "${code}".`, {
    next: `bellhop hotel show ${catalogue.hotel.code}`,
  });
}
