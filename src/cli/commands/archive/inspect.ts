import { Args } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import type { InspectReport } from '../../../core/archive/inspect-archive.js';
import { AppCommand } from '../../app-command.js';
import { dirFlag } from '../../archive-flags.js';
import { EXIT } from '../../error-report.js';
import { counted } from '../../output/counted.js';

export default class ArchiveInspect extends AppCommand<InspectReport> {
  static override summary = 'Decode every file of the archive and compare it with what was written.';

  static override description = `Lists months and files with rows, size, span and whether the checksum over all values still holds; --json adds schema,
least and greatest values. Needs no server and changes nothing. Exit code 5 where there is no archive, 3 when a file is damaged or missing; "archive
export" of its month writes it again. An unlisted file is whole, but the export was killed before its last step.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dir /mnt/archive --json',
  ];

  static override args = {
    path: Args.string({ description: 'The same as --dir, in place of it.' }),
  };

  static override flags = { dir: dirFlag() };

  async run(): Promise<InspectReport> {
    const { args, flags, raw } = await this.parse(ArchiveInspect);
    if (args.path !== undefined && isTyped(raw, 'dir'))
      throw new AppError('VALIDATION', 'Name the folder once, as --dir DIR or without a flag.');
    const named = args.path ?? flags.dir;
    const [{ createInspectArchive }, { SETTINGS }] = await Promise.all([
      import('../../../core/archive/inspect-archive.js'),
      import('../../../core/settings/settings.js'),
    ]);
    const report = await createInspectArchive({
      dir: named ?? SETTINGS.archiveDir.schema.parse(undefined),
    })();
    if (report.parts.length === 0) throw noArchive(report.dir);
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
      this.talk(`Next: ${await mendCommand(report)}`);
      this.exitWith(EXIT.refused);
    }
    return report;
  }
}

/** True for a flag of the command line; its variable of the environment gives way to an argument. */
function isTyped(raw: readonly { readonly type: string; readonly flag?: string }[], flag: string): boolean {
  return raw.some((token) => token.flag === flag);
}

/** The export that writes the damaged and missing files again, whole months from the first to the last of them. */
async function mendCommand({ dir, parts }: InspectReport): Promise<string> {
  const { lastDayOf } = await import('../../../core/archive/month-folder.js');
  const bad = parts.filter(({ state }) => state === 'damaged' || state === 'missing');
  const months = bad.map(({ month }) => month).sort();
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const guests = bad.some(({ dataset }) => dataset === 'guests') ? ' --with-personal-data' : '';
  return `bellhop archive export --from ${first}-01 --to ${lastDayOf(last)} --dir ${dir}${guests}`;
}

function noArchive(dir: string): AppError {
  return new AppError('NOT_FOUND', `There is no archive in ${dir}.`, {
    next: `bellhop archive export --from YYYY-MM-DD --to YYYY-MM-DD --dir ${dir}`,
  });
}
