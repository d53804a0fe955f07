import type { RevenueRow } from '../../../core/archive/revenue-report.js';
import type { Report } from '../../../core/archive/report-query.js';
import { chartByCurrency, reportColumn, ReportCommand, reportFlags } from '../../report-command.js';

export default class ReportRevenue extends ReportCommand<RevenueRow, Report<RevenueRow>> {
  static override summary = 'Revenue by booking date: gross, cancelled and net.';

  static override description = `BOOKINGS and GROSS are all that was sold in the span. CANCELLED is how many of these bookings have been cancelled since,
LOST the revenue of those, CANC % their share; NET is GROSS less LOST. NIGHTS are room nights of bookings that stand; ADR
(average daily rate) is net revenue by room night. Dates are UTC and inclusive. One line for each currency: amounts of two
currencies are never added.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from 2026-01-01 --to 2026-12-31',
    '<%= config.bin %> <%= command.id %> --from 2026-11-01 --to 2026-11-30 --by hotel --city Porto --format csv',
    '<%= config.bin %> <%= command.id %> --from 2026-01-01 --to 2026-12-31 --by partner --source archive --json',
  ];

  static override flags = reportFlags();

  protected override readonly columns = [
    reportColumn<RevenueRow>('group', 'GROUP', {}),
    reportColumn<RevenueRow>('currency', 'CURRENCY', {}),
    reportColumn<RevenueRow>('bookings', 'BOOKINGS'),
    reportColumn<RevenueRow>('cancelled_bookings', 'CANCELLED'),
    reportColumn<RevenueRow>('gross_revenue', 'GROSS'),
    reportColumn<RevenueRow>('cancelled_revenue', 'LOST'),
    reportColumn<RevenueRow>('net_revenue', 'NET'),
    reportColumn<RevenueRow>('room_nights', 'NIGHTS'),
    reportColumn<RevenueRow>('adr', 'ADR'),
    reportColumn<RevenueRow>('cancellation_rate', 'CANC %'),
  ];

  protected override charts({ rows }: Report<RevenueRow>) {
    return chartByCurrency(rows, { title: 'Net revenue', figure: (row) => row.net_revenue });
  }

  async run(): Promise<Report<RevenueRow>> {
    const { flags } = await this.parse(ReportRevenue);
    return this.present(flags, (app, query) => app.reports.revenue(query));
  }
}
