import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { BookingRecord } from './booking-record.js';
import { isUnmapped, type RestatedState } from './restated-state.js';

/**
 * What a person has to look at, after the commit: a reservation for which there is no room, or with codes that nobody
 * has mapped and that therefore takes no room from anybody.
 */
export function reportSold(
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  {
    record,
    oversold,
    price_differs,
  }: {
    readonly record: BookingRecord;
    readonly oversold: boolean;
    readonly price_differs: boolean;
  },
  { state, request_id }: { readonly state: RestatedState; readonly request_id: string },
): void {
  const { booking_id, hotel_id, partner_id, revision } = record;
  const facts = { booking_id, hotel_id, partner_id, revision, request_id };
  if (oversold) {
    metrics.oversoldBookings.inc();
    logger.error(
      { event: 'booking.oversold', ...facts },
      'A channel has sold rooms that were not for sale; the hotel must be asked for another room or another house.',
    );
  }
  if (price_differs) {
    metrics.priceDifferences.inc();
    logger.warn(
      { event: 'booking.price_differs', ...facts },
      'A channel has sold at another price than ours: bellhop alert list --kind price_differs.',
    );
  }
  if (isUnmapped(state)) {
    metrics.unmappedBookings.inc();
    logger.warn(
      { event: 'booking.unmapped', ...facts },
      'A channel has sold under codes that are not mapped and no room was taken for them: bellhop mapping set.',
    );
  }
}
