import { AppError } from '../model/errors.js';
import type { Logger } from '../platform/logger.js';
import { PaymentUnknown, type PaymentProvider } from './payment-provider.js';

/** @throws AppError CONFIG when it took this payment but is not set up any more. */
export function providerOf(providers: ReadonlyMap<string, PaymentProvider>, id: string): PaymentProvider {
  const provider = providers.get(id);
  if (provider !== undefined) return provider;
  throw new AppError('CONFIG', `The payment provider "${id}" is not set up in this process.`, {
    next: 'bellhop config explain',
  });
}

/** A line for a call whose outcome is not known. What is no word of a provider is a fault of ours, and louder. */
export function tellUnknown(logger: Logger, error: unknown, about: Readonly<Record<string, string>>): void {
  if (error instanceof PaymentUnknown) {
    logger.warn({ event: 'payment.unknown', ...about, reason: error.message }, 'outcome of a call not known');
    return;
  }
  // The name alone: the text of a stranger's error may quote what was sent.
  const reason = error instanceof AppError ? error.message : error instanceof Error ? error.name : 'unknown';
  logger.error({ event: 'payment.call_failed', ...about, reason }, 'call to a payment provider failed');
}
