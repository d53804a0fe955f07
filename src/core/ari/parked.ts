import type { AriMessage } from '../model/ari.js';
import { AppError } from '../model/errors.js';

/** What a sender is told, and with it the operator who hears of it: by the request the message is found again. */
export function parkedText(requestId: string | null): string {
  const parked = 'It is parked: nothing was changed until an operator confirms it';
  if (requestId === null) return `${parked}.`;
  return `${parked} with "bellhop message accept ${requestId}" or drops it with "bellhop message discard ${requestId}".`;
}

export function parkError(message: string, details: Readonly<Record<string, unknown>> = {}): AppError {
  return new AppError('PARKED', message, { details, next: 'bellhop message list --outcome PARKED' });
}

/** @throws AppError PARKED for a complete set of nothing, VALIDATION for any other message without instructions */
export function refuseEmpty(
  message: AriMessage,
  options: { readonly confirmed?: boolean; readonly requestId: string | null },
): void {
  if (message.updates.length > 0 || message.products?.some(({ action }) => action !== 'overlay') === true)
    return;
  if (!message.complete_set)
    throw new AppError('VALIDATION', 'The message holds no updates; nothing was changed.');
  if (options.confirmed === true) return;
  throw parkError(`An empty complete set would sell out the whole hotel. ${parkedText(options.requestId)}`);
}
