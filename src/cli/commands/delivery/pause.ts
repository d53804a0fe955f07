import { DeliveryStepCommand } from '../../delivery-step-command.js';

export default class DeliveryPause extends DeliveryStepCommand {
  static override summary = 'Send one partner nothing of one hotel until it is retried.';

  static override description = `The other hotels of that partner go on ("channel pause" stops all of them). "delivery retry" ends it and sends everything anew.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  protected override readonly step: DeliveryStepCommand['step'] = {
    does: (desk, id) => desk.pause(id),
    done: 'is paused',
    wouldBe: 'would be paused',
  };
}
