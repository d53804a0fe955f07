import { randomBytes } from 'node:crypto';
import type { Config } from '../config.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { deliverByHttp, deliverWithin } from './deliver-webhook.js';
import type { PaymentProvider } from './payment-provider.js';
import { createPaymentWebhooks, type OnPaymentEvent, type PaymentWebhooks } from './payment-webhooks.js';
import { createPayments, type Payments } from './payments.js';
import { createSimulatedProvider } from './simulated-provider.js';
import { createStripeProvider } from './stripe-provider.js';

interface Deps {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly crash: Crash;
}

export interface OpenedPayments {
  readonly payments: Payments;
  /** The webhooks, once it is known who acts on them (who does so needs the payments first). */
  listen(onPaymentEvent: OnPaymentEvent): PaymentWebhooks;
}

/**
 * The payment providers of this process. Stripe is there as soon as it has a key: what it took has to be refundable
 * also after another provider takes new payments.
 * @throws AppError CONFIG when Stripe is to take payments and has no key or webhook secret.
 */
export function openPayments(deps: Deps): OpenedPayments {
  let webhooks: PaymentWebhooks | null = null;
  const providers = openProviders(deps, () => {
    if (webhooks === null) throw new AppError('UNAVAILABLE', 'The payment webhooks are not listening yet.');
    return webhooks;
  });
  const payments = createPayments({ ...deps, providers, provider: deps.config.paymentProvider });
  return {
    payments,
    listen: (onPaymentEvent) => (webhooks = createPaymentWebhooks({ ...deps, providers, onPaymentEvent })),
  };
}

function openProviders(deps: Deps, webhooks: () => PaymentWebhooks): Map<string, PaymentProvider> {
  const { config, clock, logger } = deps;
  const { paymentTimeoutMs: timeoutMs, paymentWebhookSecret, paymentWebhookUrl, stripeKey } = config;
  const secrets = paymentWebhookSecret ?? [];
  const simulatesOnly = config.paymentProvider === 'simulated';
  const deliver =
    paymentWebhookUrl === null
      ? deliverWithin(webhooks, logger)
      : deliverByHttp(paymentWebhookUrl, { timeoutMs, logger });
  // Where Stripe takes the money, nobody who knows its secret or none at all may speak as the simulated bank.
  const own = (simulatesOnly ? secrets[0] : undefined) ?? randomBytes(32).toString('hex');
  const providers = new Map<string, PaymentProvider>([
    ['simulated', createSimulatedProvider({ ...deps, webhookSecret: own, deliver })],
  ]);
  if (stripeKey !== null && secrets.length > 0) {
    const options = { url: config.stripeUrl, key: stripeKey, timeoutMs, webhookSecrets: secrets, clock };
    providers.set('stripe', createStripeProvider(options));
  }
  if (providers.has(config.paymentProvider)) return providers;
  throw new AppError(
    'CONFIG',
    'BELLHOP_PAYMENT_PROVIDER is stripe, which needs BELLHOP_STRIPE_KEY and BELLHOP_PAYMENT_WEBHOOK_SECRET.',
    { next: 'bellhop config explain' },
  );
}
