import type { Logger } from '../platform/logger.js';
import type { PaymentWebhooks } from './payment-webhooks.js';
import { tellUnknown } from './provider-calls.js';
import type { DeliverWebhook, SignedWebhook } from './simulated-provider.js';

const TRIES = 3;
const FIRST_PAUSE_MS = 100;

/** Hands a webhook of the simulated provider to this process itself. */
export function deliverWithin(webhooks: () => PaymentWebhooks, logger: Logger): DeliverWebhook {
  return async ({ headers, body }) => {
    try {
      const event = webhooks().read('simulated', { ...headers }, body);
      await webhooks().handle('simulated', event);
    } catch (error) {
      // A webhook may be lost: whoever is due to look at the payment finds what it would have said.
      tellUnknown(logger, error, { provider: 'simulated', call: 'webhook' });
    }
  };
}

/** Posts a webhook of the simulated provider to a gateway, as a real provider does: a few times, until it is answered. */
export function deliverByHttp(url: string, options: { timeoutMs: number; logger: Logger }): DeliverWebhook {
  return async (webhook) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (await post(url, webhook, options)) return;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 4 ** attempt));
    }
  };
}

async function post(
  url: string,
  { headers, body }: SignedWebhook,
  { timeoutMs, logger }: { timeoutMs: number; logger: Logger },
): Promise<boolean> {
  const { default: axios } = await import('axios');
  try {
    const { status } = await axios.post(url, body, {
      headers,
      timeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
      maxRedirects: 0,
      maxContentLength: 100_000,
      validateStatus: () => true,
    });
    return status < 300;
  } catch (error) {
    tellUnknown(logger, error, { provider: 'simulated', call: 'webhook' });
    return false;
  }
}
