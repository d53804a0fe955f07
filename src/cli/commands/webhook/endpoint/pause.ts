import { EndpointStatusCommand } from '../../../endpoint-status-command.js';

export default class WebhookEndpointPause extends EndpointStatusCommand {
  static override summary = 'Send a webhook endpoint nothing until it is resumed.';

  static override description = `What happens meanwhile waits for it, a month at most, and is sent when it is resumed.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  protected override readonly status = 'PAUSED';
}
