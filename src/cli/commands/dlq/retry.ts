import { Args } from '@oclif/core';
import type { App } from '../../../core/app.js';
import type { RetriedDeadLetter } from '../../../core/events/retry-dead-letter.js';
import { AppError, type ErrorCode } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag } from '../../flags.js';

/** One that could not be handed over at all: there is no such letter, it is decided, or it cannot be read. */
interface Refused {
  readonly dead_letter_id: string;
  readonly code: ErrorCode;
  readonly message: string;
}

interface Result {
  readonly retried: readonly RetriedDeadLetter[];
  readonly refused: readonly Refused[];
  readonly dry_run: boolean;
}

export default class DlqRetry extends AppCommand<Result> {
  static override summary = 'Hand events that were set aside to their consumer once more.';

  static override description = `Each is handed over by itself, in the order given. One that fails again stays parked with its new cause; one that cannot
be handed over (unknown, decided already, unreadable) is told and passed over. The exit code is 8 when there was any such
among several. Newer events of the same subject do no harm: consumers ignore what is older than they know.`;

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
    const dryRun = flags['dry-run'];
    const retried: RetriedDeadLetter[] = [];
    const refused: Refused[] = [];
    await this.withApp(flags.data, async (app) => {
      for (const id of ids) {
        try {
          const result = await this.retry(app, id, dryRun);
          if (result !== null) retried.push(result);
        } catch (error) {
          // Alone, its error is the outcome of the command; among others it is one line.
          if (!(error instanceof AppError) || ids.length === 1) throw error;
          this.log(`${id}: ${error.message}`);
          refused.push({ dead_letter_id: id, code: error.code, message: error.message });
        }
      }
    });
    if (refused.length > 0 || retried.some(({ state }) => state === 'PARKED')) this.exitWith(EXIT.partial);
    return { retried, refused, dry_run: dryRun };
  }

  /** @returns null for a dry run. @throws AppError as retryDeadLetter does, in a dry run too. */
  private async retry(app: App, id: string, dryRun: boolean): Promise<RetriedDeadLetter | null> {
    if (dryRun) {
      const { consumer } = await app.deadLetters.show(id);
      this.log(`Would hand dead letter ${id} to the consumer ${consumer}.`);
      return null;
    }
    const result = await app.retryDeadLetter(id);
    const outcome = result.cause === null ? `done by ${result.consumer}.` : `failed again: ${result.cause}`;
    this.log(`${id}: ${outcome}`);
    return result;
  }
}
