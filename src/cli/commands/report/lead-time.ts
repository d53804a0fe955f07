import type { LeadTimeRow } from '../../../core/archive/lead-time-report.js';
import type { Report } from '../../../core/archive/report-query.js';
import { reportColumn, ReportCommand, reportFlags } from '../../report-command.js';

const BUCKETS = [
  ['same_day', '0'],
  ['days_1_3', '1-3'],
  ['days_4_7', '4-7'],
  ['days_8_14', '8-14'],
  ['days_15_30', '15-30'],
  ['days_31_60', '31-60'],
  ['days_61_90', '61-90'],
  ['days_91_180', '91-180'],
  ['days_181_up', '181+'],
] as const;

export default class ReportLeadTime extends ReportCommand<LeadTimeRow, Report<LeadTimeRow>> {
  static override summary = 'How long before arrival guests book: distribution and median.';

  static override description = `Bookings made in the span (booking dates, UTC, inclusive) by the days between booking and arrival on the hotel's own
calendar. Cancelled bookings count like the others; CANC % says how many they are.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from 2026-01-01 --to 2026-12-31',
    '<%= config.bin %> <%= command.id %> --from 2026-01-01 --to 2026-12-31 --by partner --format csv',
  ];

  static override flags = reportFlags();

  protected override readonly columns = [
    reportColumn<LeadTimeRow>('group', 'GROUP', {}),
    reportColumn<LeadTimeRow>('bookings', 'BOOKINGS'),
    reportColumn<LeadTimeRow>('median_days', 'MEDIAN'),
    reportColumn<LeadTimeRow>('average_days', 'AVERAGE'),
    ...BUCKETS.map(([name, header]) => reportColumn<LeadTimeRow>(name, header)),
    reportColumn<LeadTimeRow>('cancellation_rate', 'CANC %'),
  ];

  protected override charts({ totals }: Report<LeadTimeRow>) {
    return totals.map((total) => ({
      title: `Bookings by days before arrival (median ${total.median_days ?? '-'})`,
      bars: BUCKETS.map(([name, label]) => ({ label, value: total[name], text: String(total[name]) })),
    }));
  }

  async run(): Promise<Report<LeadTimeRow>> {
    const { flags } = await this.parse(ReportLeadTime);
    return this.present(flags, (app, query) => app.reports.leadTime(query));
  }
}
