import type { BookedRoom, BookingRecord } from './booking-record.js';
import { unmappedCodes } from './sent-codes.js';
import type { AuditEntry } from './write-booking.js';

/** A line of a booking as its history keeps it: by our ids, without its nights. */
export type HistoryRoom = Omit<BookedRoom, 'nights'>;

/** What a modification changes, as it was and as it is. */
export interface HistoryState extends Pick<
  BookingRecord,
  'check_in_date' | 'check_out_date' | 'total_price'
> {
  readonly rooms: readonly HistoryRoom[];
}

export function historyState({
  check_in_date,
  check_out_date,
  total_price,
  rooms,
}: BookingRecord): HistoryState {
  return {
    ...{ check_in_date, check_out_date, total_price },
    rooms: rooms.map(({ room_id, rate_plan_id, quantity, guests, sent_room_code, sent_rate_code }) => ({
      ...{ room_id, rate_plan_id, quantity, guests },
      ...(sent_room_code === undefined ? {} : { sent_room_code }),
      ...(sent_rate_code === undefined ? {} : { sent_rate_code }),
    })),
  };
}

/** What a person has to look at in a booking that its channel has sold already (law 9). */
export function believedEntries(
  entry: Pick<AuditEntry, 'booking_id' | 'actor' | 'revision'>,
  {
    record,
    oversold,
    request_id,
  }: { readonly record: BookingRecord; readonly oversold: boolean; readonly request_id: string },
): AuditEntry[] {
  const codes = unmappedCodes(record.rooms);
  const unmapped = codes.rooms.length + codes.rates.length > 0;
  return [
    ...(oversold ? [{ ...entry, event_type: 'OVERSOLD', detail: { request_id } }] : []),
    ...(unmapped ? [{ ...entry, event_type: 'UNMAPPED', detail: { request_id, ...codes } }] : []),
  ];
}
