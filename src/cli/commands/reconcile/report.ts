import { writeFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import type { ListedDifference } from '../../../core/reconcile/list-differences.js';
import { AppCommand } from '../../app-command.js';
import { describeRun, DIFFERENCE_COLUMNS, runLine, type DescribedRun } from '../../describe-run.js';
import { envOf } from '../../flags.js';
import { renderTable } from '../../output/table.js';
import { GRID_LEGEND, gridRows, renderGrid } from '../../output/reconcile-grid.js';
import { renderReconcilePage } from '../../output/reconcile-html.js';
import { reconcileFlags } from '../../reconcile-request.js';

const FORMATS = ['grid', 'table', 'json', 'html'] as const;
/** As many as are kept. */
const ALL = 20_000;

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
    out: Flags.string({
      summary: 'Write it to this file.',
      helpValue: 'FILE',
      env: envOf('out', 'reconcile'),
    }),
  };

  async run(): Promise<DescribedRun> {
    const { args, flags } = await this.parse(ReconcileReport);
    const { hotel, channel, pms, format, out } = flags;
    const described = await this.withApp(flags.data, async (app) => {
      const run = await app.reconcile.find({ run_id: args.run, hotel, partner: channel ?? pms });
      return describeRun(app, run, ALL);
    });
    const text = this.render(described, described.differences, { format, out });
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
    { format, out }: { readonly format: (typeof FORMATS)[number]; readonly out: string | undefined },
  ): string {
    const width = out === undefined ? this.width : Number.POSITIVE_INFINITY;
    const isShown = out === undefined && process.stdout.isTTY;
    switch (format) {
      case 'json':
        return JSON.stringify(run);
      case 'html':
        return renderReconcilePage(run, differences);
      case 'table':
        return renderTable(differences, DIFFERENCE_COLUMNS, { width });
      case 'grid': {
        const grid = renderGrid(gridRows(differences), {
          ...{ from: run.from, to: run.to, width },
          colour: isShown && (process.env['NO_COLOR'] ?? '') === '',
        });
        return [runLine(run), ...(grid === '' ? [] : ['', grid, '', GRID_LEGEND])].join('\n');
      }
    }
  }
}
