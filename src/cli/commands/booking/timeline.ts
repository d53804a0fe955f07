import { Args } from '@oclif/core';
import type { TimelineEntry } from '../../../core/bookings/booking-timeline.js';
import { AppCommand } from '../../app-command.js';

export default class BookingTimeline extends AppCommand<readonly TimelineEntry[]> {
  static override summary = 'Show everything that became of a booking, oldest first.';

  static override description =
    'Holds, payments, confirmations, refunds, and what its PMS was told; without personal data.';

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
      { header: 'DETAIL', value: (entry) => describe(entry.detail) },
    ]);
    return entries;
  }
}

/** "reason expired, request_id 7f9c"; what has no value is left out. */
function describe(detail: TimelineEntry['detail']): string {
  return Object.entries(detail)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
