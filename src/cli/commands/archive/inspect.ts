import { Args } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import type { InspectReport } from '../../../core/archive/inspect-archive.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { counted } from '../../output/counted.js';

export default class ArchiveInspect extends AppCommand<InspectReport> {
  static override summary = 'Decode every file of the archive and compare it with what was written.';

  static override description = `Lists months and files with rows, size, span and whether the checksum over all values still holds; --json adds schema,
least and greatest values. Needs no server and changes nothing. Exit code 5 where there is no archive, 3 when a file is damaged or missing; "archive
export" of its month writes it again. An unlisted file is whole, but the export was killed before its last step.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> /mnt/archive --json',
  ];

  static override args = {
    path: Args.string({
      description:
        'Folder of the archive; without it BELLHOP_ARCHIVE_DIR, and without that .bellhop/archive.',
    }),
  };

  async run(): Promise<InspectReport> {
    const { args } = await this.parse(ArchiveInspect);
    const [{ createInspectArchive }, { SETTINGS }] = await Promise.all([
      import('../../../core/archive/inspect-archive.js'),
      import('../../../core/config.js'),
    ]);
    const { env, schema } = SETTINGS.archiveDir;
    const inspect = createInspectArchive({ dir: args.path ?? schema.parse(process.env[env] || undefined) });
    const report = await inspect();
    if (report.parts.length === 0) throw noArchive(report.dir, args.path);
    this.showTable(report.parts, [
      { header: 'FILE', value: (part) => part.file },
      { header: 'STATE', value: (part) => part.state },
      { header: 'ROWS', value: (part) => part.rows, align: 'right' },
      { header: 'BYTES', value: (part) => part.bytes, align: 'right' },
      { header: 'FIRST', value: (part) => part.ranges['booking_date']?.[0] },
      { header: 'LAST', value: (part) => part.ranges['booking_date']?.[1] },
      { header: 'EXPORTED', value: (part) => part.exported_at },
      { header: 'FINDING', value: (part) => part.finding, below: true },
    ]);
    const [months, bookings] = [counted(report.months, 'month'), counted(report.rows, 'booking')];
    this.talk(`${months}, ${bookings}, ${counted(report.bytes, 'byte')}.`);
    if (!report.whole) {
      this.talk('Next: bellhop archive export --help (an export of the month writes its files again)');
      this.exitWith(EXIT.refused);
    }
    return report;
  }
}

function noArchive(dir: string, path: string | undefined): AppError {
  const where = path === undefined ? '' : ` --dir ${path}`;
  return new AppError('NOT_FOUND', `There is no archive in ${dir}.`, {
    next: `bellhop archive export --from YYYY-MM-DD --to YYYY-MM-DD${where}`,
  });
}
