import { Args } from '@oclif/core';
import type { RetriedDeadLetter } from '../../../core/events/retry-dead-letter.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag } from '../../flags.js';

interface Result {
  readonly retried: readonly RetriedDeadLetter[];
  readonly dry_run: boolean;
}

export default class DlqRetry extends AppCommand<Result> {
  static override summary = 'Hand events that were set aside to their consumer once more.';

  static override description = `Each is handed over by itself, in the order given. One that fails again stays parked with its new cause; the exit code
is 8 then. Newer events of the same subject do no harm: consumers ignore what is older than they know.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 17',
    '<%= config.bin %> <%= command.id %> 17 18 21 --json',
  ];

  static override strict = false;

  static override args = {
    id: Args.string({ description: 'Ids of the dead letters, any number.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(DlqRetry);
    const ids = argv.map(String);
    const retried = await this.withApp(flags.data, async (app) => {
      const results: RetriedDeadLetter[] = [];
      for (const id of ids) {
        if (flags['dry-run']) {
          const { consumer } = await app.deadLetters.show(id);
          this.log(`Would hand dead letter ${id} to the consumer ${consumer}.`);
          continue;
        }
        const result = await app.retryDeadLetter(id);
        this.log(
          result.cause === null
            ? `${id}: done by ${result.consumer}.`
            : `${id}: failed again: ${result.cause}`,
        );
        results.push(result);
      }
      return results;
    });
    if (retried.some(({ state }) => state === 'PARKED')) this.exitWith(EXIT.partial);
    return { retried, dry_run: flags['dry-run'] };
  }
}
