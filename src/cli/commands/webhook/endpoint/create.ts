import { Flags } from '@oclif/core';
import type { WebhookEndpoint } from '../../../../core/delivery/webhooks/webhook-endpoint.js';
import { OPERATOR_VIEW } from '../../../../core/hotels/catalogue.js';
import { AppCommand } from '../../../app-command.js';
import { dryRunFlag, envOf, requiredPartnerFlag } from '../../../flags.js';

interface Result {
  readonly endpoint: WebhookEndpoint | null;
  /** Shown once. */
  readonly secret: string | null;
  readonly dry_run: boolean;
}

export default class WebhookEndpointCreate extends AppCommand<Result> {
  static override summary = 'Tell a partner of events at an address of its own.';

  static override description = `The messages are those of Standard Webhooks 1.0: signed with the secret that is shown here once, tried again for three days.
A partner is told of its own hotels and bookings alone, an operator of all. Events that happened before are not sent;
"webhook resend" with --since does that. The secret is stored encrypted under BELLHOP_SECRET_KEY, and not at all without it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --partner demo-ota --url https://hooks.stayfinder.example/bellhop',
    '<%= config.bin %> <%= command.id %> --partner demo-pms --url https://pms.example/hook --event BookingConfirmed --event BookingCancelled --ordered --json',
  ];

  static override flags = {
    partner: requiredPartnerFlag(),
    url: Flags.string({
      summary: 'Where it takes them; https, or http on this machine.',
      helpValue: 'URL',
      env: envOf('url', 'webhook'),
      required: true,
    }),
    event: Flags.string({
      summary: 'Only events of this type (BookingConfirmed, PriceUpdated ...); may be said several times.',
      helpValue: 'TYPE',
      env: envOf('event', 'webhook'),
      multiple: true,
    }),
    hotel: Flags.string({
      summary: 'Only this hotel of the partner (our code); may be said several times.',
      helpValue: 'CODE',
      env: envOf('hotel', 'webhook'),
      multiple: true,
    }),
    ordered: Flags.boolean({
      summary: 'Of one hotel send the next only when the one before was taken or given up.',
      env: envOf('ordered', 'webhook'),
      default: false,
    }),
    description: Flags.string({ summary: 'A note for people.', env: envOf('description', 'webhook') }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(WebhookEndpointCreate);
    const { url, event, hotel, ordered, description } = flags;
    return this.withApp(flags.data, async ({ partners, openCatalogue, webhooks }) => {
      const partner = await partners.get(flags.partner);
      const hotels: string[] = [];
      for (const code of hotel ?? []) hotels.push((await openCatalogue(OPERATOR_VIEW, code)).hotel.hotel_id);
      const input = {
        ...{ url, ordered, description: description ?? null },
        ...{ event_types: event ?? null, hotels: hotel === undefined ? null : hotels },
      };
      if (flags['dry-run']) {
        await webhooks.endpoints.check(partner, input, 'operator');
        this.log(`Would send ${event?.join(', ') ?? 'all events'} of ${partner.code} to ${url}.`);
        return { endpoint: null, secret: null, dry_run: true };
      }
      const { endpoint, secret } = await webhooks.endpoints.create(partner, input, 'operator');
      this.log(secret);
      this.talk(`Endpoint ${endpoint.endpoint_id}. Keep the secret now, it is not shown again.`);
      this.talk(`Next: bellhop webhook endpoint test ${endpoint.endpoint_id}`);
      return { endpoint, secret, dry_run: false };
    });
  }
}
