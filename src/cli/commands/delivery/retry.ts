import { Args } from '@oclif/core';
import type { ListedDelivery } from '../../../core/delivery/list-deliveries.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag } from '../../flags.js';

interface Result {
  readonly deliveries: readonly ListedDelivery[];
  readonly dry_run: boolean;
}

export default class DeliveryRetry extends AppCommand<Result> {
  static override summary = 'Send now what is parked, paused, or waits for its next attempt.';

  static override description = `What is parked is sent as it now is, not as it was, and pairs that were left out for their mapping are told again. What is
paused gets everything anew. What waits is due at once.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  static override strict = false;

  static override args = {
    id: Args.string({ description: 'Ids of deliveries, any number.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(DeliveryRetry);
    const ids = argv.map(String);
    const dryRun = flags['dry-run'];
    const deliveries: ListedDelivery[] = [];
    await this.withApp(flags.data, async ({ delivery: { desk } }) => {
      for (const id of ids) {
        const one = dryRun ? await desk.show(id) : await desk.retry(id);
        this.log(`${id} (${one.partner}, ${one.hotel}): ${dryRun ? 'would be sent' : 'is due now'}.`);
        deliveries.push(one);
      }
    });
    return { deliveries, dry_run: dryRun };
  }
}
