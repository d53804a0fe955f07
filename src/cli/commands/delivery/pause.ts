import { Args } from '@oclif/core';
import type { ListedDelivery } from '../../../core/delivery/list-deliveries.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag } from '../../flags.js';

interface Result {
  readonly deliveries: readonly ListedDelivery[];
  readonly dry_run: boolean;
}

export default class DeliveryPause extends AppCommand<Result> {
  static override summary = 'Send one partner nothing of one hotel until it is retried.';

  static override description = `The other hotels of that partner go on ("channel pause" stops all of them). "delivery retry" ends it and sends everything anew.`;

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
    const { argv, flags } = await this.parse(DeliveryPause);
    const ids = argv.map(String);
    const dryRun = flags['dry-run'];
    const deliveries: ListedDelivery[] = [];
    await this.withApp(flags.data, async ({ delivery: { desk } }) => {
      for (const id of ids) {
        const one = dryRun ? await desk.show(id) : await desk.pause(id);
        this.log(`${id} (${one.partner}, ${one.hotel}): ${dryRun ? 'would be paused' : 'is paused'}.`);
        deliveries.push(one);
      }
    });
    return { deliveries, dry_run: dryRun };
  }
}
