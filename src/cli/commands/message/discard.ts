import { userInfo } from 'node:os';
import { Args, Flags } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, yesFlag } from '../../flags.js';
import { findMessage } from '../../messages/find-message.js';
import { endParkedAlert } from '../../messages/parked-alert.js';

interface Result {
  readonly message_id: string;
  readonly outcome_before: string;
  readonly dry_run: boolean;
}

const WAITING: ReadonlySet<string> = new Set(['PARKED', 'FAILED', 'RECEIVED']);

export default class MessageDiscard extends AppCommand<Result> {
  static override summary = 'Drop a parked message: its feed was broken, and nothing of it is to be applied.';

  static override description = `What is stored stays as it is; the message stays in the journal as DISCARDED, with its bytes. Ask the PMS for a full set when
its feed is mended. Also for messages that FAILED and that nobody means to replay.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567 --reason "feed was empty after an update of the PMS"',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --yes --json',
  ];

  static override args = {
    message: Args.string({ description: 'Id of the message, or of its request.', required: true }),
  };

  static override flags = {
    reason: Flags.string({ summary: 'Why, for the journal.', env: envOf('reason', 'message') }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(MessageDiscard);
    const dryRun = flags['dry-run'];
    return this.withApp(flags.data, async (app) => {
      const { message_id, outcome, cause, request_id } = await findMessage(app, args.message, 'PARKED');
      if (!WAITING.has(outcome))
        throw new AppError('CONFLICT', `Message ${message_id} is ${outcome}: there is nothing to drop.`, {
          next: `bellhop message show ${message_id}`,
        });
      if (dryRun) this.log(`Would drop message ${message_id}: ${cause ?? outcome}`);
      else {
        await this.confirm(`Drop message ${message_id} (${cause ?? outcome})?`, flags);
        const why = flags.reason === undefined ? '' : `: ${flags.reason}`;
        const was = `; was ${outcome}${cause === null ? '' : ` (${cause})`}`;
        await app.journal.decide(message_id, {
          was: outcome,
          outcome: 'DISCARDED',
          cause: `dropped by ${userInfo().username}${why}${was}`,
        });
        await endParkedAlert(app, request_id);
        this.log(`Dropped message ${message_id}.`);
      }
      return { message_id, outcome_before: outcome, dry_run: dryRun };
    });
  }
}
