import type { EraseReport } from '../../../core/archive/erase-archive.js';
import type { Person } from '../../../core/archive/erasures.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dirFlag, personIdFlag } from '../../archive-flags.js';
import { dryRunFlag, partnerFlag, yesFlag } from '../../flags.js';

type Result = EraseReport & { readonly dry_run: boolean };

export default class ArchiveErase extends AppCommand<Result> {
  static override summary = 'Take a person out of the archive.';

  static override description = `Rewrites every file with a booking of theirs: the user's number, name and contacts become empty, bookings and figures
stay. Later exports leave them out too. The database is not touched. A user is the booking site's own number and needs its
--partner. It cannot be undone; repeating it changes nothing.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --user 4711 --partner demo-ota --dry-run',
    '<%= config.bin %> <%= command.id %> --booking 412345678901234567 --yes --json',
  ];

  static override flags = {
    user: personIdFlag('user', "The user's number at the booking site; needs --partner."),
    partner: partnerFlag(),
    booking: personIdFlag('booking', 'One booking only.'),
    dir: dirFlag(),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(ArchiveErase);
    const person = toPerson(flags);
    const dryRun = flags['dry-run'];
    if (!dryRun) await this.confirm('Erase this person from the archive for good?', flags);
    const report = await this.withApp(flags.data, async (app) => {
      if ('partner' in person) await app.partners.get(person.partner);
      return app.archive.erase({ person, dir: flags.dir, dryRun });
    });
    this.showTable(report.files, [
      { header: 'FILE', value: (file) => file.file },
      { header: 'BOOKINGS', value: (file) => file.bookings, align: 'right' },
    ]);
    if (report.files.length === 0) this.talk('The archive says nothing personal of them.');
    return { ...report, dry_run: dryRun };
  }
}

/** @throws AppError VALIDATION unless exactly one of a user of a partner and a booking is named. */
function toPerson(flags: {
  readonly user: string | undefined;
  readonly partner: string | undefined;
  readonly booking: string | undefined;
}): Person {
  const { user, partner, booking } = flags;
  if (booking !== undefined && user === undefined && partner === undefined) return { booking_id: booking };
  if (booking === undefined && user !== undefined && partner !== undefined) return { partner, user_id: user };
  throw new AppError('VALIDATION', 'Say who: --user ID with --partner CODE, or --booking ID alone.', {
    next: 'bellhop archive erase --help',
  });
}
