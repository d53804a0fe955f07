import type { OccupancyRow } from '../../../core/archive/occupancy-report.js';
import type { Report } from '../../../core/archive/report-query.js';
import { chartByCurrency, reportColumn, ReportCommand, reportFlags } from '../../report-command.js';

export default class ReportOccupancy extends ReportCommand<OccupancyRow, Report<OccupancyRow>> {
  static override summary = 'Occupancy by night: sold of sold and available.';

  static override description = `SOLD are room nights of bookings that stand, AVAILABLE what the inventory still offers now (always from the database,
also with --source archive). OCC % = sold / (sold + available); ADR = revenue by room night sold; REVPAR = revenue by room
night sold or available. What a hotel sold elsewhere is in none of them. Nights are inclusive; one line for each currency.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from 2026-12-01 --to 2027-02-28',
    '<%= config.bin %> <%= command.id %> --from 2026-12-01 --to 2026-12-31 --hotel HV01 --by day --json',
  ];

  static override flags = reportFlags();

  protected override readonly columns = [
    reportColumn<OccupancyRow>('group', 'GROUP', {}),
    reportColumn<OccupancyRow>('currency', 'CURRENCY', {}),
    reportColumn<OccupancyRow>('sold_room_nights', 'SOLD'),
    reportColumn<OccupancyRow>('available_room_nights', 'AVAILABLE'),
    reportColumn<OccupancyRow>('occupancy', 'OCC %'),
    reportColumn<OccupancyRow>('room_revenue', 'REVENUE'),
    reportColumn<OccupancyRow>('adr', 'ADR'),
    reportColumn<OccupancyRow>('revpar', 'REVPAR'),
  ];

  protected override charts({ rows }: Report<OccupancyRow>) {
    return chartByCurrency(rows, { title: 'Occupancy, percent', figure: (row) => row.occupancy, full: 100 });
  }

  async run(): Promise<Report<OccupancyRow>> {
    const { flags } = await this.parse(ReportOccupancy);
    return this.present(flags, (app, query) => app.reports.occupancy(query));
  }
}
