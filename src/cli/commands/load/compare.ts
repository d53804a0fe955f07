import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { ComparedFigure } from '../../load/compare-reports.js';
import { readJsonInput } from '../../read-input.js';

interface Result {
  readonly a: string;
  readonly b: string;
  /** In what the runs differ besides their figures. */
  readonly unlike: readonly string[];
  readonly figures: readonly ComparedFigure[];
}

export default class LoadCompare extends AppCommand<Result> {
  static override summary = 'Compare the reports of two load runs.';

  static override description = `B/A is the second run's figure by the first one's: below 1 is faster for times, above 1 more for rates. A warning says
where the runs were not asked for the same, or ran on different machines; such figures say little of the gateway.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> before.json after.json',
    '<%= config.bin %> <%= command.id %> before.json after.json --json',
  ];

  static override args = {
    a: Args.string({ description: 'Report of the first run.', required: true }),
    b: Args.string({ description: 'Report of the second run.', required: true }),
  };

  async run(): Promise<Result> {
    const { args } = await this.parse(LoadCompare);
    const [{ parseLoadReport }, { compareReports, renderComparison }] = await Promise.all([
      import('../../load/load-report.js'),
      import('../../load/compare-reports.js'),
    ]);
    const comparison = compareReports(
      parseLoadReport(await readJsonInput(args.a), args.a),
      parseLoadReport(await readJsonInput(args.b), args.b),
    );
    const { isTTY } = process.stdout;
    this.log(
      renderComparison(comparison, {
        ...{ width: this.width, charts: isTTY },
        bold: isTTY && !process.env['NO_COLOR'],
      }),
    );
    for (const difference of comparison.unlike) this.warn(`The runs differ in ${difference}.`);
    return { a: args.a, b: args.b, ...comparison };
  }
}
