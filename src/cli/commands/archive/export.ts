import { Flags } from '@oclif/core';
import type { ExportArchive, ExportReport } from '../../../core/archive/export-archive.js';
import { AppCommand } from '../../app-command.js';
import { dirFlag, spanFlag } from '../../archive-flags.js';
import { dryRunFlag, envOf } from '../../flags.js';
import { startProgress, type Progress } from '../../output/progress.js';

interface ExportFlags {
  readonly from: string;
  readonly to: string;
  readonly dir: string | undefined;
  readonly 'with-personal-data': boolean;
  readonly force: boolean;
  readonly 'dry-run': boolean;
}

type Result = ExportReport & { readonly dry_run: boolean };

export default class ArchiveExport extends AppCommand<Result> {
  static override summary = 'Write bookings to Parquet files, one folder a month.';

  static override description = `Bookings by booking date (UTC, inclusive) go to DIR/bookings/month=YYYY-MM/. Each file is read back before it takes its
place, and a month that lies there whole and unchanged is passed over: a killed export is simply run again, and so is a
nightly one. The files hold no names and no contacts; --with-personal-data writes those to DIR/guests/, apart.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from 2026-01-01 --to 2026-12-31',
    '<%= config.bin %> <%= command.id %> --from 2026-11-01 --to 2026-11-30 --dir /mnt/archive --json',
  ];

  static override flags = {
    from: spanFlag('archive', 'from', 'First booking date, UTC.'),
    to: spanFlag('archive', 'to', 'Last booking date, UTC (inclusive).'),
    dir: dirFlag(),
    'with-personal-data': Flags.boolean({
      summary: 'Also write names and contacts of guests, to files of their own.',
      env: envOf('with-personal-data', 'archive'),
      default: false,
    }),
    force: Flags.boolean({
      summary: 'Write again what lies there whole and unchanged.',
      env: envOf('force', 'archive'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(ArchiveExport);
    if (flags['with-personal-data']) {
      this.warn('The folder guests/ will hold names and contacts; keep it apart and erase on request.');
    }
    const report = await this.withApp(flags.data, (app) => this.export(app.archive.export, flags));
    this.showTable(report.months, [
      { header: 'MONTH', value: (month) => month.month },
      { header: 'STATE', value: (month) => month.state },
      { header: 'BOOKINGS', value: (month) => month.rows, align: 'right' },
      { header: 'BYTES', value: (month) => month.bytes, align: 'right' },
      { header: 'FILES', value: (month) => month.files.join(', '), shrink: true },
    ]);
    if (report.months.length === 0) this.talk('No bookings were made in this span; nothing was written.');
    else this.talk(`Next: bellhop archive inspect --dir ${report.dir}`);
    return { ...report, dry_run: flags['dry-run'] };
  }

  private async export(run: ExportArchive, flags: ExportFlags): Promise<ExportReport> {
    let progress: Progress | undefined;
    try {
      return await run({
        from: flags.from,
        to: flags.to,
        dir: flags.dir,
        withPersonalData: flags['with-personal-data'],
        force: flags.force,
        dryRun: flags['dry-run'],
        onMonth: (month, months) => {
          progress ??= startProgress(months, { quiet: this.jsonEnabled() });
          progress.step(month.month);
        },
      });
    } finally {
      progress?.stop();
    }
  }
}
