import type { IncomingReservation, IncomingRoom } from '../../src/core/model/incoming-reservation.js';

export type SaidReservation = Partial<IncomingReservation>;

/** One DBL under BAR for two adults, without prices. */
export function aRoom(said: Partial<IncomingRoom> = {}): IncomingRoom {
  return {
    room_code: 'DBL',
    rate_code: 'BAR',
    check_in: '2030-05-01',
    check_out: '2030-05-02',
    guests: [{ age_band: 'adult', count: 2, age: null }],
    nights: [],
    total: null,
    extras: [],
    taxes: [],
    reference: null,
    ...said,
  };
}

/** A new reservation of hotel HV01 as a channel sends it; its stay is that of its rooms. */
export function aReservation(said: SaidReservation = {}): IncomingReservation {
  const rooms = said.rooms ?? [aRoom()];
  return {
    action: 'new',
    reference: 'R-1',
    revision: null,
    message_id: null,
    status: 'Commit',
    hotel_code: 'HV01',
    check_in: rooms[0]?.check_in ?? null,
    check_out: rooms[0]?.check_out ?? null,
    rooms,
    guest: { first_name: 'Ana', last_name: 'Silva' },
    total: null,
    currency: 'EUR',
    tax: 'after',
    extras: [],
    taxes: [],
    comments: [],
    had_card: false,
    at: '/reservation',
    ...said,
  };
}
