import { Flags } from '@oclif/core';
import type { UnacknowledgedRevision } from '../../../core/bookings/list-unacknowledged.js';
import { AppCommand } from '../../app-command.js';
import { envOf, limitFlag, partnerFlag } from '../../flags.js';

interface Result {
  /** The oldest first. */
  readonly revisions: readonly UnacknowledgedRevision[];
}

export default class BookingFeed extends AppCommand<Result> {
  static override summary = 'List the reservations that their PMS has not taken.';

  static override description = `Revisions that the PMS has not asked for (PENDING), has not answered (HANDED_OUT) or reported as failed (FAILED), the
oldest first, without personal data. Whatever waits for more than five minutes is worth a call, and the rooms of all of
them stay counted as sold. A PMS takes a revision by acknowledging it; "bellhop booking ack" does so in its place.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --partner demo-pms --older-than 20 --json',
  ];

  static override flags = {
    partner: partnerFlag(),
    'older-than': Flags.integer({
      summary: 'Only what waits for so many minutes.',
      helpValue: 'MINUTES',
      min: 0,
      default: 0,
      env: envOf('older-than', 'booking'),
    }),
    limit: limitFlag(50),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(BookingFeed);
    const revisions = await this.withApp(flags.data, async (app) =>
      app.listUnacknowledged({
        pms_partner_id:
          flags.partner === undefined ? null : (await app.partners.get(flags.partner)).partner_id,
        older_than_seconds: flags['older-than'] * 60,
        limit: flags.limit,
      }),
    );
    this.showTable(revisions, [
      { header: 'REVISION', value: (row) => row.revision_id },
      { header: 'PMS', value: (row) => row.pms },
      { header: 'HOTEL', value: (row) => row.hotel_code },
      { header: 'BOOKING', value: (row) => row.booking_id },
      { header: 'ACTION', value: (row) => row.action },
      { header: 'STATE', value: (row) => row.state },
      { header: 'WAITS', value: (row) => describeWait(row.waiting_seconds), align: 'right' },
      { header: 'READS', value: (row) => row.reads, align: 'right' },
      { header: 'REASON', value: (row) => row.reason, shrink: true },
    ]);
    if (revisions.length === 0) this.talk('Every PMS has taken its reservations.');
    return { revisions };
  }
}

function describeWait(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`;
}
