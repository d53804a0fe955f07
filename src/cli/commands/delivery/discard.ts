import { Args } from '@oclif/core';
import type { ListedDelivery } from '../../../core/delivery/list-deliveries.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, yesFlag } from '../../flags.js';

interface Result {
  readonly deliveries: readonly ListedDelivery[];
  readonly dry_run: boolean;
}

export default class DeliveryDiscard extends AppCommand<Result> {
  static override summary = 'Give up what a partner refused.';

  static override description = `The nights stay as the partner has them until they change again; pairs that were left out for their mapping stay left out
until a "channel sync" after it is mended.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234 --yes',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  static override strict = false;

  static override args = {
    id: Args.string({ description: 'Ids of deliveries, any number.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(DeliveryDiscard);
    const ids = argv.map(String);
    const dryRun = flags['dry-run'];
    if (!dryRun) await this.confirm(`Give up ${ids.length} delivery(s)? It cannot be undone.`, flags);
    const deliveries: ListedDelivery[] = [];
    await this.withApp(flags.data, async ({ delivery: { desk } }) => {
      for (const id of ids) {
        const one = dryRun ? await desk.show(id) : await desk.discard(id);
        this.log(`${id} (${one.partner}, ${one.hotel}): ${dryRun ? 'would be given up' : 'is given up'}.`);
        deliveries.push(one);
      }
    });
    return { deliveries, dry_run: dryRun };
  }
}
