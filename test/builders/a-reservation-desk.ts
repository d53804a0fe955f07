import type { IncomingRoom, ReservationResult } from '../../src/core/model/incoming-reservation.js';
import { addDays } from '../../src/core/model/local-date.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { anApp, type TestApp } from './an-app.js';
import { aReservation, aRoom, type SaidReservation } from './a-reservation.js';

/** What stands of one booking of a reservation. */
export interface BookedPart {
  readonly partner_reference: string;
  readonly reference_part: number;
  readonly status: string;
  readonly total_price: string;
  readonly currency: string;
  readonly check_in_date: string;
  readonly guest_last_name: string | null;
}

/** Reservations of one channel: each test has a number and nights of its own. */
export interface ReservationDesk {
  readonly t: TestApp;
  /** Three new nights with two rooms each, and then one with none. */
  begin(): Promise<void>;
  /** The first of the nights of this test. */
  readonly night: string;
  /** The number that reservations have unless they say another. */
  reference: string;
  /** The channel where all that it sends is believed. */
  believed(): Partner;
  /** One DBL so many nights after the first, for so many nights. */
  room(from?: number, nights?: number, said?: Partial<IncomingRoom>): IncomingRoom;
  send(said?: SaidReservation, partner?: Partner): Promise<ReservationResult>;
  /** What the PMS gave, what was sold of it, and what is left, of the night so many after the first. */
  counts(from?: number): Promise<string>;
  /** Of this number, and of those that begin with it and a slash. */
  bookings(): Promise<BookedPart[]>;
}

export async function aReservationDesk(): Promise<ReservationDesk> {
  const t = await anApp();
  let days = 5;
  const desk = {
    t,
    ...{ night: '', reference: '' },
    begin: async () => {
      days += 6;
      desk.night = t.day(days);
      desk.reference = `S-${days}`;
      await t.load(2, days, days + 2);
      await t.load(0, days + 3, days + 3);
    },
    believed: (): Partner => ({ ...t.ota, oversell_policy: 'accept_oversold' }),
    room: (from = 0, nights = 1, said: Partial<IncomingRoom> = {}) =>
      aRoom({ check_in: addDays(desk.night, from), check_out: addDays(desk.night, from + nights), ...said }),
    send: async (said: SaidReservation = {}, partner = t.ota) => {
      const [result] = await t.app.receiveReservations(
        partner,
        [aReservation({ reference: desk.reference, rooms: [desk.room()], ...said })],
        { request_id: 'req-received', whole: true },
      );
      if (result === undefined) throw new Error('a reservation has its result');
      return result;
    },
    counts: async (from = 0) => {
      const { pms_rooms, unacked_rooms, available_rooms } = await t.night(addDays(desk.night, from));
      return `P${pms_rooms} U${unacked_rooms} A${available_rooms}`;
    },
    bookings: () => bookingsOf(t, desk.reference),
  };
  return desk;
}

function bookingsOf({ db }: TestApp, reference: string): Promise<BookedPart[]> {
  return db.database.rows<BookedPart>(
    `SELECT partner_reference, reference_part, status, total_price, currency, check_in_date, guest_last_name
     FROM bookings WHERE partner_reference = ? OR partner_reference LIKE ? ORDER BY partner_reference, reference_part`,
    [reference, `${reference}/%`],
  );
}
