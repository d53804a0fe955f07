import { Args } from '@oclif/core';
import type { TimelineEntry } from '../../../core/bookings/booking-timeline.js';
import { AppCommand } from '../../app-command.js';
import { describeDetail } from '../../describe-timeline.js';

export default class BookingTimeline extends AppCommand<readonly TimelineEntry[]> {
  static override summary = 'Show everything that became of a booking, oldest first.';

  static override description = `Holds, payments, confirmations, changes, refunds, and what its PMS was told; without personal data. A payment, a refund
and a hand-out stand where they began; "now" is what they are today.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --json',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.', required: true }) };

  async run(): Promise<readonly TimelineEntry[]> {
    const { args, flags } = await this.parse(BookingTimeline);
    const entries = await this.withApp(flags.data, (app) => app.bookingTimeline(args.booking));
    this.showTable(entries, [
      { header: 'TIME', value: (entry) => entry.at },
      { header: 'WHAT', value: (entry) => entry.what },
      { header: 'BY', value: (entry) => entry.actor },
      { header: 'REVISION', value: (entry) => entry.revision, align: 'right' },
      { header: 'DETAIL', value: (entry) => describeDetail(entry) },
    ]);
    return entries;
  }
}
