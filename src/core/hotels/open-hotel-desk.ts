import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import type { OpenCatalogue } from './catalogue.js';
import { createHotels, type Hotels } from './hotels.js';
import { createListRoomRates, type ListRoomRates } from './list-room-rates.js';
import { createOnboardHotel, type OnboardHotel } from './onboard-hotel.js';

/** What there is to sell: hotels with their room types and rate plans, for operators and for partners. */
export interface HotelDesk {
  readonly onboardHotel: OnboardHotel;
  readonly hotels: Hotels;
  readonly listRoomRates: ListRoomRates;
}

export function openHotelDesk(deps: {
  readonly database: Database;
  readonly nextId: NextId;
  readonly clock: Clock;
  readonly openCatalogue: OpenCatalogue;
}): HotelDesk {
  return {
    onboardHotel: createOnboardHotel(deps),
    hotels: createHotels(deps),
    listRoomRates: createListRoomRates(deps),
  };
}
