import { Args } from '@oclif/core';
import type { DetailedBooking } from '../../../core/bookings/show-details.js';
import { AppCommand } from '../../app-command.js';
import { describeExtra, describeRoomDetail, describeTax } from '../../describe-party.js';
import { OPERATOR } from '../../operator.js';
import { bookingFacts, codeOf, unmappedText } from '../../show-booking.js';

export default class BookingShow extends AppCommand<DetailedBooking> {
  static override summary = 'Show a booking with the price of every night.';

  static override description = `Under our own codes and without the guest's name and remarks. What the channel said of the rooms beside that, as ages of
children, meals and extras, stands below the nights.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --json',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.', required: true }) };

  async run(): Promise<DetailedBooking> {
    const { args, flags } = await this.parse(BookingShow);
    const booking = await this.withApp(flags.data, async (app) =>
      app.showDetails(await app.getBooking(args.booking, OPERATOR)),
    );
    this.showFacts([...bookingFacts(booking), ['partner', booking.partner], ...besideFacts(booking)]);
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
    const said = booking.rooms.flatMap((room) => room.details.map((detail) => ({ room, detail })));
    if (said.length > 0) {
      this.log();
      this.showTable(said, [
        { header: 'ROOM', value: ({ room }) => codeOf(room, 'room') },
        { header: 'WHAT ITS CHANNEL SAID', value: ({ detail }) => describeRoomDetail(detail), below: true },
      ]);
    }
    if (unmappedText(booking) !== null)
      this.warn(
        'Codes that nobody has mapped; of such a room no night was taken. Next: bellhop mapping set --help',
      );
    return booking;
  }
}

/** What is sold and charged for all of its rooms. */
function besideFacts({ extras, taxes, remarks }: DetailedBooking): (readonly [string, string])[] {
  return [
    ...(extras.length === 0 ? [] : [['extras', extras.map(describeExtra).join(', ')] as const]),
    ...(taxes.length === 0 ? [] : [['taxes', taxes.map(describeTax).join(', ')] as const]),
    ...(remarks === 0 ? [] : [['remarks', `${String(remarks)}, which the PMS is given`] as const]),
  ];
}
