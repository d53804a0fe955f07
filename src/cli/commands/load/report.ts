import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { LoadReport as Report } from '../../load/load-report.js';
import { readJsonInput } from '../../read-input.js';

export default class LoadReport extends AppCommand<Report> {
  static override summary = 'Show the report of a load run again.';

  static override description = `Reads what "load run --out" wrote, or its --json document: latencies from the intended start, what was answered, how late
the generator was, and what was proven afterwards. The file holds the histograms too, in HdrHistogram's own form.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> spread.json',
    '<%= config.bin %> <%= command.id %> spread.json --json',
  ];

  static override args = {
    file: Args.string({ description: 'Report of a run, or - for standard input.', required: true }),
  };

  async run(): Promise<Report> {
    const { args } = await this.parse(LoadReport);
    const [{ parseLoadReport }, { renderReport }] = await Promise.all([
      import('../../load/load-report.js'),
      import('../../load/render-report.js'),
    ]);
    const report = parseLoadReport(await readJsonInput(args.file), args.file);
    const { isTTY } = process.stdout;
    this.log(
      renderReport(report, { width: this.width, charts: isTTY, bold: isTTY && !process.env['NO_COLOR'] }),
    );
    return report;
  }
}
