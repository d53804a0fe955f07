import type { App } from '../core/app.js';
import type { AriResult } from '../core/ari/apply-ari-update.js';
import type { Connector } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import { decodeOptionsOf } from '../core/partners/partner.js';
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
  const partner = await app.partners.byId(message.partner_id);
  const charset = charsetOf(message.content_type);
  const decoded = await connector.decode(message.bytes, { charset, ...decodeOptionsOf(partner) });
  const ari = requireAri(decoded, `Message ${messageId}`);
  const more = decoded.content?.kind === 'ari' ? (decoded.content.more ?? []) : [];
  const results: AriResult[] = [];
  for (const part of [ari, ...more]) {
    const how = { requestId: message.request_id, perItem: judgesItems(connector), ...options };
    results.push(await app.applyAri(partner, part, how));
  }
  const result = results.reduce(together);
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

/** As its contract had it when it came: what one wrong item costs is the same now. */
function judgesItems({ dialects }: Connector): boolean {
  return dialects[0].failure_unit === 'item';
}

/** A message may be about several hotels; the first one's id stands for it. */
function together(one: AriResult, other: AriResult): AriResult {
  return {
    hotel_id: one.hotel_id,
    nights_named: one.nights_named + other.nights_named,
    inventory_changed: one.inventory_changed + other.inventory_changed,
    rates_changed: one.rates_changed + other.rates_changed,
    events: one.events + other.events,
    warnings: [...one.warnings, ...other.warnings],
    ...(one.refused === undefined ? {} : { refused: [...one.refused, ...(other.refused ?? [])] }),
  };
}

function charsetOf(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? null;
}
