import { EndpointStatusCommand } from '../../../endpoint-status-command.js';

export default class WebhookEndpointResume extends EndpointStatusCommand {
  static override summary = 'Send to a webhook endpoint again that is paused or was disabled.';

  static override description = `What waits is due at once and has its three days before it again. What was given up while it was disabled, and what happened
then, is sent by "webhook resend" with --since.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  protected override readonly status = 'ACTIVE';
}
