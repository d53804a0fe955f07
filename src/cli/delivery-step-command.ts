import { Args } from '@oclif/core';
import type { App } from '../core/app.js';
import type { ListedDelivery } from '../core/delivery/list-deliveries.js';
import { AppCommand } from './app-command.js';
import { dryRunFlag } from './flags.js';

interface Result {
  readonly deliveries: readonly ListedDelivery[];
  readonly dry_run: boolean;
}

/** What is done to each delivery that is named, and how it is told. */
interface Step {
  readonly does: (desk: App['delivery']['desk'], id: string) => Promise<ListedDelivery>;
  readonly done: string;
  readonly wouldBe: string;
}

/** "delivery pause" and "delivery retry": one step for each of several deliveries. */
export abstract class DeliveryStepCommand extends AppCommand<Result> {
  static override strict = false;

  static override args = {
    id: Args.string({ description: 'Ids of deliveries, any number.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag() };

  protected abstract readonly step: Step;

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(DeliveryStepCommand);
    const dryRun = flags['dry-run'];
    const { does, done, wouldBe } = this.step;
    const deliveries: ListedDelivery[] = [];
    await this.withApp(flags.data, async ({ delivery: { desk } }) => {
      for (const id of argv.map(String)) {
        const one = dryRun ? await desk.show(id) : await does(desk, id);
        this.log(`${id} (${one.partner}, ${one.hotel}): ${dryRun ? wouldBe : done}.`);
        deliveries.push(one);
      }
    });
    return { deliveries, dry_run: dryRun };
  }
}
