import { Args } from '@oclif/core';
import type { InspectReport } from '../../../core/archive/inspect-archive.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';

export default class ArchiveInspect extends AppCommand<InspectReport> {
  static override summary = 'Decode every file of the archive and compare it with what was written.';

  static override description = `Lists months and files with rows, size, span and whether the checksum over all values still holds; --json adds schema,
least and greatest values. Needs no server and changes nothing. Exit code 3 when a file is damaged or missing; "archive
export" of its month writes it again. An unlisted file is whole, but the export was killed before its last step.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> /mnt/archive --json',
  ];

  static override args = {
    path: Args.string({ description: 'Folder of the archive; without it BELLHOP_ARCHIVE_DIR.' }),
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
    if (report.parts.length === 0) this.talk(`There is no archive in ${report.dir}.`);
    else this.talk(`${report.months} months, ${report.rows} bookings, ${report.bytes} bytes.`);
    if (!report.whole) {
      this.talk('Next: bellhop archive export --help (an export of the month writes its files again)');
      this.exitWith(EXIT.refused);
    }
    return report;
  }
}
