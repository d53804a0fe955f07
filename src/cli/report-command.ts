import { Flags } from '@oclif/core';
import type { App } from '../core/app.js';
import type { Coverage, Report, ReportQuery } from '../core/archive/report-query.js';
import { AppError } from '../core/model/errors.js';
import { AppCommand } from './app-command.js';
import { dirFlag, spanFlag } from './archive-flags.js';
import { envOf, hotelFlag, partnerFlag } from './flags.js';
import { renderBars, type Bar } from './output/bar-chart.js';
import { renderCsv } from './output/csv.js';
import type { CellValue, Column } from './output/table.js';

/** Written out, because importing them would cost every start of the CLI; a test compares them with the real ones. */
export const DIMENSION_NAMES = ['month', 'week', 'day', 'hotel', 'city', 'partner'] as const;

type ReportColumn<Row> = Column<Row> & { readonly name: keyof Row & string };

interface Chart {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** What a whole bar stands for; without it the greatest value. */
  readonly full?: number | undefined;
}

interface ReportFlags {
  readonly from: string;
  readonly to: string;
  readonly by: (typeof DIMENSION_NAMES)[number];
  readonly source: 'live' | 'archive';
  readonly format: 'table' | 'csv' | 'json';
  readonly hotel: string | undefined;
  readonly city: string | undefined;
  readonly partner: string | undefined;
  readonly dir: string | undefined;
  readonly data: string;
}

export const reportFlags = () => ({
  from: spanFlag('report', 'from', 'First day: a booking date (UTC) or a night, as the report says.'),
  to: spanFlag('report', 'to', 'Last day (inclusive).'),
  by: Flags.option({ options: DIMENSION_NAMES })({
    summary: 'One line for each of these.',
    env: envOf('by', 'report'),
    default: 'month',
  }),
  source: Flags.option({ options: ['live', 'archive'] as const })({
    summary: 'Where the bookings are read: the database, or the Parquet archive.',
    env: envOf('source', 'report'),
    default: 'live',
  }),
  format: Flags.option({ options: ['table', 'csv', 'json'] as const })({
    summary: 'How it is written; json is the same as --json.',
    env: envOf('format', 'report'),
    default: 'table',
  }),
  hotel: hotelFlag(),
  city: Flags.string({
    summary: 'Only hotels of this city.',
    helpValue: 'NAME',
    env: envOf('city', 'report'),
  }),
  partner: partnerFlag(),
  dir: dirFlag(),
});

/** A column that shows a field of the row as it is; in CSV it has the field's own name. */
export function reportColumn<Row>(
  name: keyof Row & string,
  header: string,
  options: Pick<Column<Row>, 'align' | 'shrink'> = { align: 'right' },
): ReportColumn<Row> {
  return { name, header, value: (row) => row[name] as CellValue, ...options };
}

/** One chart for each currency: bars of two currencies say nothing beside each other. */
export function chartByCurrency<Row extends { readonly group: string; readonly currency: string }>(
  rows: readonly Row[],
  {
    title,
    figure,
    full,
  }: {
    readonly title: string;
    readonly figure: (row: Row) => string | number | null;
    readonly full?: number;
  },
): Chart[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  return currencies.map((currency) => ({
    title: `${title} (${currency})`,
    full,
    bars: rows
      .filter((row) => row.currency === currency)
      .map((row) => ({
        label: row.group,
        value: Number(figure(row) ?? 0),
        text: String(figure(row) ?? '-'),
      })),
  }));
}

/** What the reports share: their flags, and the ways to write one. */
export abstract class ReportCommand<
  Row extends { readonly group: string },
  R extends Report<Row>,
> extends AppCommand<R> {
  protected abstract readonly columns: readonly ReportColumn<Row>[];

  /** Drawn below the table on a terminal. */
  protected abstract charts(report: R): readonly Chart[];

  /** Asks, writes in the format asked for and warns where the archive does not say everything. */
  protected async present(flags: ReportFlags, ask: (app: App, query: ReportQuery) => Promise<R>): Promise<R> {
    if (flags.from > flags.to) {
      throw new AppError(
        'VALIDATION',
        `--from ${flags.from} is after --to ${flags.to}; nothing lies between.`,
      );
    }
    const report = await this.withApp(flags.data, async (app) => ask(app, await toQuery(app, flags)));
    if (report.coverage !== null) this.warnOfHoles(report.coverage);
    if (flags.format === 'json') {
      if (!this.jsonEnabled()) this.logJson(this.toSuccessJson(report));
    } else if (flags.format === 'csv') {
      const names = this.columns.map(({ name }) => name);
      this.log(renderCsv(report.rows, names));
    } else this.showReport(report);
    return report;
  }

  private showReport(report: R): void {
    // A total under a single line would only repeat it.
    const totals = report.rows.length > report.totals.length ? report.totals : [];
    this.showTable([...report.rows, ...totals], this.columns);
    if (report.rows.length === 0) this.talk('There is nothing in this span. Next: bellhop booking list');
    else if (process.stdout.isTTY) this.showCharts(report);
  }

  private showCharts(report: R): void {
    for (const { title, bars, full } of this.charts(report)) {
      this.log(`\n${title}\n${renderBars(bars, { width: this.width, full })}`);
    }
  }

  private warnOfHoles({ missing_months, as_of }: Coverage): void {
    if (missing_months.length > 0) {
      const first = missing_months[0] ?? '';
      const more = missing_months.length > 1 ? ` and ${missing_months.length - 1} more` : '';
      this.warn(`The archive has no bookings of ${first}${more}; run "bellhop archive export" for them.`);
    }
    if (as_of !== null) this.talk(`Bookings as of ${as_of}.`);
  }
}

async function toQuery(app: App, flags: ReportFlags): Promise<ReportQuery> {
  const { from, to, by, source, city, dir } = flags;
  const hotel = flags.hotel === undefined ? undefined : await app.hotels.show(flags.hotel);
  const partner = flags.partner === undefined ? undefined : await app.partners.get(flags.partner);
  return {
    from,
    to,
    by,
    source,
    city,
    dir,
    hotel: hotel === undefined ? undefined : { hotel_id: hotel.hotel_id, code: hotel.code },
    partner: partner?.code,
  };
}
