import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag, yesFlag } from '../../flags.js';

interface Result {
  readonly discarded: readonly string[];
  /** Those that were not parked any more. */
  readonly unchanged: readonly string[];
  readonly dry_run: boolean;
}

export default class DlqDiscard extends AppCommand<Result> {
  static override summary = 'Give up events that were set aside.';

  static override description = `What the event told never reaches its consumer; a rebuild of what the consumer keeps brings it in from the tables. The
row stays, as DISCARDED. One that is not parked any more is left as it is; the exit code is 8 then.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 17 --dry-run',
    '<%= config.bin %> <%= command.id %> 17 18 --yes --json',
  ];

  static override strict = false;

  static override args = {
    id: Args.string({ description: 'Ids of the dead letters, any number.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(DlqDiscard);
    const dryRun = flags['dry-run'];
    const ids = argv.map(String);
    if (!dryRun) await this.confirm(`Give up ${ids.length} dead letter(s)? It cannot be undone.`, flags);
    const discarded: string[] = [];
    const unchanged: string[] = [];
    await this.withApp(flags.data, async (app) => {
      for (const id of ids) {
        const { state, consumer } = await app.deadLetters.show(id);
        const did = dryRun ? state === 'PARKED' : await app.deadLetters.decide(id, 'DISCARDED');
        (did ? discarded : unchanged).push(id);
        this.log(
          did
            ? `${dryRun ? 'Would give up' : 'Gave up'} dead letter ${id} of ${consumer}.`
            : `Dead letter ${id} is ${state} and stays so.`,
        );
      }
    });
    if (unchanged.length > 0) this.exitWith(EXIT.partial);
    return { discarded, unchanged, dry_run: dryRun };
  }
}
