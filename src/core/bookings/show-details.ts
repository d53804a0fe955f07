import type { ReservationRevision, ReservationRoomDetail } from '../model/reservation.js';
import type { Database } from '../platform/database.js';
import type { BookingView } from './booking-record.js';
import { UNMAPPED } from './net-lots.js';
import { detailsOfLines, readDetails } from './reservation-details.js';

/** A booking with what its channel said of the party, meals and extras; remarks, which may name people, are counted only. */
export interface DetailedBooking extends Omit<BookingView, 'rooms'> {
  /** Code of who sold it. */
  readonly partner: string;
  readonly rooms: readonly (BookingView['rooms'][number] & {
    /** One for each of the rooms of which the channel said more, the first ones first. */
    readonly details: readonly ReservationRoomDetail[];
  })[];
  /** Beside the rooms. */
  readonly extras: NonNullable<ReservationRevision['extras']>;
  readonly taxes: NonNullable<ReservationRevision['taxes']>;
  readonly remarks: number;
}

export type ShowDetails = (booking: BookingView) => Promise<DetailedBooking>;

/** As of the revision that is shown; the guest's name and remarks stay where they are. */
export function createShowDetails({ database }: { readonly database: Database }): ShowDetails {
  return async (booking) => {
    const { booking_id, revision, rooms } = booking;
    const [seller] = await database.rows<{ code: string }>(
      'SELECT p.code FROM bookings b JOIN partners p ON p.partner_id = b.partner_id WHERE b.booking_id = ?',
      [booking_id],
    );
    const said = (await readDetails(database, [{ booking_id }])).of(booking_id, revision);
    const lines = rooms.map(({ room_id, quantity, guests }) => ({
      ...{ room_id: room_id ?? UNMAPPED, quantity, guests },
    }));
    const details = detailsOfLines(lines, said?.rooms ?? []);
    return {
      ...booking,
      partner: seller?.code ?? '',
      rooms: rooms.map((room, index) => ({ ...room, details: details[index] ?? [] })),
      extras: said?.extras ?? [],
      taxes: said?.taxes ?? [],
      remarks: said?.comments.length ?? 0,
    };
  };
}
