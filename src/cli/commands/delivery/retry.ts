import { DeliveryStepCommand } from '../../delivery-step-command.js';

export default class DeliveryRetry extends DeliveryStepCommand {
  static override summary = 'Send now what is parked, paused, or waits for its next attempt.';

  static override description = `What is parked is sent as it now is, not as it was, and pairs that were left out for their mapping are told again. What is
paused gets everything anew. What waits is due at once.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  protected override readonly step: DeliveryStepCommand['step'] = {
    does: (desk, id) => desk.retry(id),
    done: 'is due now',
    wouldBe: 'would be sent',
  };
}
