import { Flags } from '@oclif/core';
import type { Rebuilt } from '../../../core/booking-views/rebuild-views.js';
import { AppCommand } from '../../app-command.js';
import { needingEngines } from '../../engine-away.js';
import { dryRunFlag, envOf, yesFlag } from '../../flags.js';
import { counted } from '../../output/counted.js';
import { startProgress, type Progress } from '../../output/progress.js';

export default class ViewRebuild extends AppCommand<Rebuilt> {
  static override summary = 'Write the lists of bookings in Cassandra anew.';

  static override description = `From the tables of the database, or with --from-events from the oldest event that is kept. Bookings may go on meanwhile:
of each the newest revision stays. Interrupted, the same command goes on where it was. Without Cassandra there is
nothing to rebuild: the lists are read from the tables themselves.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --clear --yes',
    '<%= config.bin %> <%= command.id %> --from-events --json',
  ];

  static override flags = {
    'from-events': Flags.boolean({
      summary: 'From the events, not from the tables.',
      env: envOf('from-events'),
      default: false,
    }),
    clear: Flags.boolean({
      summary: 'Empty the lists first; until the end they lack bookings.',
      env: envOf('clear'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Rebuilt> {
    const { flags } = await this.parse(ViewRebuild);
    const dryRun = flags['dry-run'];
    if (flags.clear && !dryRun)
      await this.confirm('Empty the lists of bookings before they are written anew?', flags);
    let progress: Progress | undefined;
    let shown = 0;
    const rebuilt = await this.withApp(flags.data, (app) =>
      needingEngines(app, ['cassandra', 'kafka'], () =>
        app.rebuildViews({
          from: flags['from-events'] ? 'events' : 'truth',
          clear: flags.clear,
          dryRun,
          onProgress: (written, total) => {
            progress ??= startProgress(total, { quiet: this.jsonEnabled() });
            progress.step('bookings', written - shown);
            shown = written;
          },
        }),
      ),
    ).finally(() => progress?.stop());
    const what = flags['from-events'] ? 'event' : 'booking';
    if (dryRun) this.log(`${counted(rebuilt.waiting, what)} would be written. Nothing was changed.`);
    else
      this.log(
        `${counted(rebuilt.written, what)} written${rebuilt.resumed ? ', on from where it was' : ''}.`,
      );
    return rebuilt;
  }
}
