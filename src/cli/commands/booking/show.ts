import { Args } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import { OPERATOR } from '../../operator.js';
import { bookingFacts, codeOf, unmappedText } from '../../show-booking.js';

export default class BookingShow extends AppCommand<BookingView> {
  static override summary = 'Show a booking with the price of every night.';

  static override description = 'Under our own codes and without personal data.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --json',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.', required: true }) };

  async run(): Promise<BookingView> {
    const { args, flags } = await this.parse(BookingShow);
    const booking = await this.withApp(flags.data, (app) => app.getBooking(args.booking, OPERATOR));
    this.showFacts(bookingFacts(booking));
    this.log();
    const nights = booking.rooms.flatMap((room) => room.nights.map((night) => ({ ...room, ...night })));
    this.showTable(nights, [
      { header: 'NIGHT', value: (night) => night.date },
      { header: 'ROOM', value: (night) => codeOf(night, 'room') },
      { header: 'RATE', value: (night) => codeOf(night, 'rate') },
      { header: 'ROOMS', value: (night) => night.quantity, align: 'right' },
      { header: 'GUESTS EACH', value: (night) => night.guests, align: 'right' },
      { header: 'PRICE', value: (night) => night.price, align: 'right' },
    ]);
    if (unmappedText(booking) !== null)
      this.warn(
        'Codes that nobody has mapped; of such a room no night was taken. Next: bellhop mapping set --help',
      );
    return booking;
  }
}
