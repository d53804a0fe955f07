import { Flags } from '@oclif/core';
import type { PickupReportResult, PickupRow } from '../../../core/archive/pickup-report.js';
import { envOf, optionalDateFlag } from '../../flags.js';
import { chartByCurrency, reportColumn, ReportCommand, reportFlags } from '../../report-command.js';

export default class ReportPickup extends ReportCommand<PickupRow, PickupReportResult> {
  static override summary = 'What the last days have added to the books, by night.';

  static override description = `For each period of nights: what was booked in the last --days days (PICKED UP), what was cancelled in them whenever it
had been booked (LOST), the difference (NET), and all that stands (OTB, on the books). Days are UTC, the last one is --until.
A booking with nights in two periods counts in both; room nights and revenue go to the night they belong to.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from 2026-12-01 --to 2027-06-30 --days 7',
    '<%= config.bin %> <%= command.id %> --from 2026-12-01 --to 2026-12-31 --by day --days 1 --hotel HV01 --json',
  ];

  static override flags = {
    ...reportFlags(),
    days: Flags.integer({
      summary: 'How many days of bookings.',
      min: 1,
      max: 3650,
      default: 7,
      env: envOf('days', 'report'),
    }),
    until: optionalDateFlag('until', 'Last day of them; without it today (UTC).', 'report'),
  };

  protected override readonly columns = [
    reportColumn<PickupRow>('group', 'GROUP', {}),
    reportColumn<PickupRow>('currency', 'CURRENCY', {}),
    reportColumn<PickupRow>('bookings', 'BOOKINGS'),
    reportColumn<PickupRow>('picked_up_room_nights', 'PICKED UP'),
    reportColumn<PickupRow>('picked_up_revenue', 'REVENUE'),
    reportColumn<PickupRow>('cancelled_room_nights', 'LOST'),
    reportColumn<PickupRow>('cancelled_revenue', 'LOST REVENUE'),
    reportColumn<PickupRow>('net_room_nights', 'NET'),
    reportColumn<PickupRow>('net_revenue', 'NET REVENUE'),
    reportColumn<PickupRow>('on_the_books_room_nights', 'OTB'),
    reportColumn<PickupRow>('on_the_books_revenue', 'OTB REVENUE'),
  ];

  protected override charts({ rows }: PickupReportResult) {
    return chartByCurrency(rows, {
      title: 'Net room nights picked up',
      figure: (row) => row.net_room_nights,
    });
  }

  async run(): Promise<PickupReportResult> {
    const { flags } = await this.parse(ReportPickup);
    return this.present(flags, (app, query) => {
      const until = flags.until ?? app.clock.now().toISOString().slice(0, 10);
      return app.reports.pickup({ ...query, days: flags.days, until });
    });
  }
}
