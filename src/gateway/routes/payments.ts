import { z } from 'zod';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import type { App } from '../../core/app.js';
import type { Exchange } from '../exchange.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { readBody } from '../read-body.js';
import type { OpenRoute, Route } from '../route.js';
import { jsonContent, problems } from '../schemas/problem.js';

export type PaymentRouteDeps = JournalDeps & Pick<App, 'paymentWebhooks'>;

/** Stripe's largest events are a tenth of this. */
const WEBHOOK_LIMIT = 262_144;
/** A provider is no partner: its messages stand in the journal under no number of ours. */
const NO_PARTNER = { partner_id: '0' };

const webhookPath = z.strictObject({ provider: z.string().max(32) });
const webhookAnswer = z.strictObject({
  received: z.literal(true),
  outcome: z.enum(['handled', 'duplicate', 'ignored']),
});

export function createPaymentRoutes(deps: PaymentRouteDeps): Route[] {
  return [webhookRoute(deps)];
}

/**
 * The body is checked against the provider's signature byte for byte before anything else is done with it, the journal
 * included: what just anybody posts here is not kept. Any answer but 2xx makes the provider send the event again.
 */
function webhookRoute(deps: PaymentRouteDeps): OpenRoute {
  return {
    method: 'post',
    path: '/api/payments/webhooks/{provider}',
    access: 'open',
    operation: {
      operationId: 'receivePaymentWebhook',
      tags: ['Payments'],
      summary: 'Events of a payment provider',
      description:
        'For the provider alone: signed in its own way (Stripe: Stripe-Signature). The same event again is answered 200.',
      request: {
        params: webhookPath,
        body: { required: true, content: jsonContent(z.looseObject({}).meta({ description: 'the event' })) },
      },
      responses: {
        200: { description: 'Noted, and acted on where it is news', content: jsonContent(webhookAnswer) },
        ...problems('WEBHOOK_SIGNATURE', 'MALFORMED', 'NOT_FOUND', 'TOO_LARGE', 'UNAVAILABLE'),
      },
    },
    handle: (exchange) => receive(deps, exchange),
  };
}

async function receive(deps: PaymentRouteDeps, exchange: Exchange): ReturnType<OpenRoute['handle']> {
  const { paymentWebhooks } = deps;
  const { request, requestId, params } = exchange;
  const { provider } = validate(webhookPath, params, 'path');
  const body = await readBody(request, WEBHOOK_LIMIT);
  const event = paymentWebhooks.read(provider, request.headers, body);
  exchange.note({ message: event.type });
  const received = {
    partner: NO_PARTNER,
    connector: `payments-${provider}`,
    kind: event.type,
    hotel_code: null,
    requestId,
    contentType: request.headers['content-type'] ?? 'application/json',
    body,
  };
  return journalled(deps, received, async () => {
    const outcome = await paymentWebhooks.handle(provider, event);
    exchange.note({ outcome });
    return { answer: jsonAnswer(200, { received: true, outcome }), outcome: 'APPLIED' };
  });
}
