import { Flags } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import { envOf, hotelFlag, idFlag, limitFlag, partnerFlag } from '../../flags.js';
import { describeRooms } from '../../show-booking.js';

interface Result {
  readonly bookings: readonly BookingView[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
}

const STATUSES = ['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED'] as const;

export default class BookingList extends AppCommand<Result> {
  static override summary = 'List bookings, the newest first.';

  static override description = 'Under our own codes and without personal data.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01 --status CONFIRMED',
    '<%= config.bin %> <%= command.id %> --partner demo-ota --limit 200 --json',
  ];

  static override flags = {
    hotel: hotelFlag(),
    partner: partnerFlag(),
    status: Flags.option({ options: STATUSES })({ summary: 'Only these.', env: envOf('status') }),
    limit: limitFlag(50),
    before: idFlag('before', 'Only bookings older than this one (next_before of the page before).'),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(BookingList);
    const bookings = await this.withApp(flags.data, async (app) => {
      const hotel = flags.hotel === undefined ? undefined : await app.hotels.show(flags.hotel);
      const partner = flags.partner === undefined ? undefined : await app.partners.get(flags.partner);
      return app.listBookings({
        limit: flags.limit,
        ...(hotel === undefined ? {} : { hotel_id: hotel.hotel_id }),
        ...(partner === undefined ? {} : { partner_id: partner.partner_id }),
        ...(flags.status === undefined ? {} : { status: flags.status }),
        ...(flags.before === undefined ? {} : { before: flags.before }),
      });
    });
    this.showTable(bookings, [
      { header: 'BOOKING', value: (booking) => booking.booking_id },
      { header: 'STATUS', value: (booking) => booking.status },
      { header: 'HOTEL', value: (booking) => booking.hotel_code },
      { header: 'ARRIVAL', value: (booking) => booking.check_in_date },
      { header: 'DEPARTURE', value: (booking) => booking.check_out_date },
      { header: 'ROOMS', value: (booking) => describeRooms(booking), shrink: true },
      { header: 'TOTAL', value: (booking) => booking.total_price, align: 'right' },
      { header: 'CURRENCY', value: (booking) => booking.currency },
      { header: 'REV', value: (booking) => booking.revision, align: 'right' },
    ]);
    const more = bookings.length === flags.limit ? (bookings.at(-1)?.booking_id ?? null) : null;
    if (more !== null) this.talk(`More: --before ${more}`);
    return { bookings, next_before: more };
  }
}
