import { Args } from '@oclif/core';
import type { WebhookDelivery } from '../../../core/delivery/webhooks/manage-messages.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, optionalIdFlag, sinceFlag } from '../../flags.js';

interface Result {
  readonly delivery: WebhookDelivery | null;
  /** With --endpoint: messages that are sent again, each under the id it had. */
  readonly again: number;
  /** With --endpoint: messages that it had never been sent. */
  readonly fresh: number;
  readonly dry_run: boolean;
}

export default class WebhookResend extends AppCommand<Result> {
  static override summary = 'Send webhooks again: one, or all of an endpoint since a time.';

  static override description = `Each goes out as it was and under the same webhook-id, so that the receiver can tell that it has it already. With --endpoint
and --since also what the endpoint was never sent, as far back as events are kept (a week).`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> --endpoint 7211534512349999 --since 2027-01-01T00:00:00Z --dry-run --json',
  ];

  static override args = {
    delivery: Args.string({
      description: 'Id of one delivery, or its webhook-id as the receiver quotes it.',
    }),
  };

  static override flags = {
    endpoint: {
      ...optionalIdFlag('endpoint', 'Only those of this endpoint.', 'webhook'),
      dependsOn: ['since'],
    },
    since: {
      ...sinceFlag('webhook', 'Everything that happened from then on, with --endpoint.'),
      dependsOn: ['endpoint'],
    },
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(WebhookResend);
    const { endpoint, since, 'dry-run': dryRun } = flags;
    const delivery = args.delivery?.replace(/^msg_/, '');
    if ((delivery === undefined) === (endpoint === undefined))
      throw new AppError('VALIDATION', 'Name one delivery, or an endpoint with --endpoint and --since.', {
        next: 'bellhop webhook resend --help',
      });
    return this.withApp(flags.data, async ({ webhooks: { messages, replayHistory } }) => {
      if (delivery !== undefined) {
        const one = dryRun ? await messages.show(delivery, null) : await messages.resend(delivery, null);
        this.log(`${one.webhook_id} to ${one.partner}: ${dryRun ? 'would be sent again' : 'is due now'}.`);
        return { delivery: one, again: 1, fresh: 0, dry_run: dryRun };
      }
      const options = { since: since ?? new Date(), owner: null, dryRun };
      const { again, fresh } = await replayHistory(endpoint ?? '', options);
      this.log(`${dryRun ? 'Would send' : 'Due now'}: ${again} again, ${fresh} for the first time.`);
      return { delivery: null, again, fresh, dry_run: dryRun };
    });
  }
}
