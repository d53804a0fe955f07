import { z } from 'zod';
import { integer, list, type Settings } from './setting.js';

/** Who takes payments, and how it is spoken to. */
export const PAYMENT_SETTINGS = {
  paymentProvider: {
    env: 'BELLHOP_PAYMENT_PROVIDER',
    about: 'who takes new payments: simulated (no money moves; for trying out and tests) or stripe',
    schema: z.enum(['simulated', 'stripe']).default('simulated'),
  },
  paymentTimeoutMs: {
    env: 'BELLHOP_PAYMENT_TIMEOUT_MS',
    about: 'how long a call to the payment provider may take before its outcome counts as not known',
    schema: integer(100, 60_000).default(10_000),
  },
  paymentWebhookSecret: {
    env: 'BELLHOP_PAYMENT_WEBHOOK_SECRET',
    about: 'secret (or, while it changes, secrets with a comma) with which the provider signs its webhooks',
    secret: true,
    schema: list
      .pipe(z.array(z.string().min(16)).min(1))
      .nullable()
      .default(null),
  },
  paymentWebhookUrl: {
    env: 'BELLHOP_PAYMENT_WEBHOOK_URL',
    about: 'where the simulated provider sends its webhooks over HTTP; not set: within its own process',
    schema: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
  },
  stripeKey: {
    env: 'BELLHOP_STRIPE_KEY',
    about: 'secret key of the Stripe account, sk_... or rk_...',
    secret: true,
    schema: z
      .string()
      .regex(/^[sr]k_[\x21-\x7e]{8,}$/, 'must be a key such as sk_live_...')
      .nullable()
      .default(null),
  },
  stripeUrl: {
    env: 'BELLHOP_STRIPE_URL',
    about: "Stripe's API, for tests against a server that speaks as it does",
    schema: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
  },
} as const satisfies Settings;
