import { Args } from '@oclif/core';
import type { TriedWebhook } from '../../../../core/delivery/webhooks/try-webhook.js';
import { AppCommand } from '../../../app-command.js';
import { EXIT } from '../../../error-report.js';

export default class WebhookEndpointTest extends AppCommand<TriedWebhook> {
  static override summary = 'Send a webhook endpoint a message for trial, now and once.';

  static override description = `Of the type Test, signed like every other. It is not tried again, and what comes of it does not count. The exit code is 3 when
the endpoint does not take it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --json',
  ];

  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  async run(): Promise<TriedWebhook> {
    const { args, flags } = await this.parse(WebhookEndpointTest);
    const tried = await this.withApp(flags.data, ({ webhooks }) => webhooks.tryWebhook(args.endpoint, null));
    this.log(`${tried.webhook_id}: ${tried.outcome}, ${tried.took_ms} ms.`);
    if (!tried.ok) {
      this.talk(`It was not taken. Next: bellhop webhook endpoint show ${tried.endpoint_id}`);
      this.exitWith(EXIT.refused);
    }
    return tried;
  }
}
