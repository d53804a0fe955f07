import { writeFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import { isLocalDate } from '../../../core/model/local-date.js';
import type { ListedDifference } from '../../../core/reconcile/list-differences.js';
import { AppCommand } from '../../app-command.js';
import {
  BOOKING_COLUMNS,
  describeRun,
  differenceColumns,
  runLine,
  type DescribedRun,
} from '../../describe-run.js';
import { envOf } from '../../flags.js';
import { renderTable } from '../../output/table.js';
import { requireWritable } from '../../output/require-writable.js';
import { GRID_LEGEND, gridRows, monthOf, renderGrid, renderPaged } from '../../output/reconcile-grid.js';
import { renderReconcilePage } from '../../output/reconcile-html.js';
import { reconcileFlags } from '../../reconcile-request.js';

const FORMATS = ['grid', 'table', 'json', 'html'] as const;
/** As many as are kept. */
const ALL = 20_000;
/** Of a table on a terminal. */
const MOST_ROWS = 200;

export default class ReconcileReport extends AppCommand<DescribedRun> {
  static override summary = 'Show what a comparison found: as a calendar, a table, JSON or a page.';

  static override description = `The last run, or the last of a hotel and a partner, or the one that is named. The calendar has rooms and rate plans down and
nights across, with a letter for the worst that differs in a night; NO_COLOR takes the colours away. --out writes a file.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --channel stayfinder --format html --out report.html',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --json',
  ];

  static override args = { run: Args.string({ description: 'Id of a run; without it the last one.' }) };

  static override flags = {
    hotel: reconcileFlags.hotel,
    channel: reconcileFlags.channel,
    pms: reconcileFlags.pms,
    format: Flags.option({ options: FORMATS })({
      summary: 'How it is shown.',
      env: envOf('format', 'reconcile'),
      default: 'grid',
    }),
    month: Flags.string({
      summary: 'Only the nights of this month, in the calendar, the table and the page.',
      helpValue: 'YYYY-MM',
      env: envOf('month', 'reconcile'),
      parse: (text) => Promise.resolve(checkMonth(text)),
    }),
    out: Flags.string({
      summary: 'Write it to this file.',
      helpValue: 'FILE',
      env: envOf('out', 'reconcile'),
    }),
  };

  async run(): Promise<DescribedRun> {
    const { args, flags } = await this.parse(ReconcileReport);
    const { hotel, channel, pms, month, format, out } = flags;
    if (out !== undefined) await requireWritable(out);
    const described = await this.withApp(flags.data, async (app) => {
      const run = await app.reconcile.find({ run_id: args.run, hotel, partner: channel ?? pms });
      return describeRun(app, run, ALL);
    });
    const differences = described.differences.filter(({ date }) => date.startsWith(month ?? ''));
    const text = this.render(described, differences, { format, out, month });
    if (out === undefined) this.log(text);
    else {
      await writeFile(out, text);
      this.talk(`Written to ${out}.`);
    }
    return described;
  }

  private render(
    run: DescribedRun,
    differences: readonly ListedDifference[],
    { format, out, month }: Shown,
  ): string {
    // Off a terminal nothing is cut: a file, or another program, has room for all of it.
    const isShown = out === undefined && process.stdout.isTTY;
    const width = isShown ? this.width : Number.POSITIVE_INFINITY;
    switch (format) {
      case 'json':
        return JSON.stringify(run);
      case 'html':
        return renderReconcilePage(run, differences);
      case 'table': {
        const few = isShown ? differences.slice(0, MOST_ROWS) : differences;
        const table = renderTable(few, differenceColumns(width), { width });
        const cut = differences.length - few.length;
        const more = cut === 0 ? [] : ['', `${cut} more: --month YYYY-MM, or --out FILE for all of them.`];
        return [runLine(run), '', table, ...more, ...bookingLines(run, width)].join('\n');
      }
      case 'grid': {
        const colour = isShown && (process.env['NO_COLOR'] ?? '') === '';
        const options = { ...(month === undefined ? run : monthOf(month, run)), width, colour };
        const rows = gridRows(differences);
        const paged =
          isShown && month === undefined
            ? renderPaged(rows, options)
            : { text: renderGrid(rows, options), month: null };
        const other = `Shown is ${paged.month ?? ''}. Another: bellhop reconcile report ${run.run_id} --month YYYY-MM; all: --format html --out report.html`;
        const grid = paged.text === '' ? [] : ['', paged.text, '', GRID_LEGEND];
        const more = paged.month === null ? [] : [other];
        return [runLine(run), ...grid, ...more, ...bookingLines(run, width)].join('\n');
      }
    }
  }
}

interface Shown {
  readonly format: (typeof FORMATS)[number];
  readonly out: string | undefined;
  readonly month: string | undefined;
}

function bookingLines({ bookings }: DescribedRun, width: number): string[] {
  if (bookings === null || bookings.total === 0) return [];
  return ['', renderTable(bookings.differences, BOOKING_COLUMNS, { width })];
}

function checkMonth(text: string): string {
  if (isLocalDate(`${text}-01`)) return text;
  throw new AppError('VALIDATION', `"${text}" is no month; write it as YYYY-MM.`);
}
