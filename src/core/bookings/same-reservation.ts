import type { Queryable } from '../platform/database.js';
import type { BookingRecord } from './booking-record.js';
import { isSameDetails } from './reservation-details.js';
import { isSameState, type RestatedState } from './restated-state.js';
import { isSameGuest } from './same-guest.js';

/** True when a restatement tells a PMS nothing that it does not have: then there is no new revision. */
export async function isSameReservation(
  database: Queryable,
  before: BookingRecord,
  state: RestatedState,
): Promise<boolean> {
  return (
    isSameState(before, state) &&
    (await isSameGuest(database, before.booking_id, state.guest)) &&
    (await isSameDetails(database, before, state.details))
  );
}
