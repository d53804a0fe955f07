import type { App } from '../core/app.js';
import type { AriResult } from '../core/ari/apply-ari-update.js';
import { AppError } from '../core/model/errors.js';
import { requireAri } from './refuse-message.js';

export interface ReplayOptions {
  /** Also what was parked because it would sell out most of a hotel. */
  readonly confirmed: boolean;
  readonly dryRun: boolean;
}

export interface ReplayReport extends AriResult {
  readonly message_id: string;
  readonly outcome_before: string;
  readonly dry_run: boolean;
}

/**
 * Applies a journalled rates and availability message once more, as its partner. Its own time counts: what newer
 * messages have said since then stays. The journal then tells that it was applied; the partner's answer is kept.
 * @throws AppError MESSAGE_NOT_FOUND, UNSUPPORTED_UPDATE for another kind of message, PARKED until confirmed, and all
 * that applying it may say.
 */
export async function replayMessage(
  app: App,
  messageId: string,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const message = await app.journal.show(messageId);
  const connector = app.connectors.get(message.connector);
  if (connector === undefined) {
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      `Message ${messageId} came over "${message.connector}", which is not here.`,
      {
        next: 'bellhop adapter list',
      },
    );
  }
  const decoded = await connector.decode(message.bytes, { charset: charsetOf(message.content_type) });
  const ari = requireAri(decoded, `Message ${messageId}`);
  const partner = await app.partners.byId(message.partner_id);
  const result = await app.applyAri(partner, ari, {
    requestId: message.request_id,
    confirmed: options.confirmed,
    dryRun: options.dryRun,
  });
  if (!options.dryRun && message.outcome !== 'APPLIED') {
    await app.journal.answer(message.message_id, {
      outcome: 'APPLIED',
      cause: `replayed by an operator; was ${message.outcome}${message.cause === null ? '' : ` (${message.cause})`}`,
      body: message.answer ?? '',
    });
  }
  return {
    message_id: message.message_id,
    outcome_before: message.outcome,
    dry_run: options.dryRun,
    ...result,
  };
}

function charsetOf(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? null;
}
