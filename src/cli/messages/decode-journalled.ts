import type { App } from '../../core/app.js';
import type { JournalledMessage } from '../../core/messages/read-journal.js';
import type { DecodedMessage } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { decodeOptionsOf, type Partner } from '../../core/partners/partner.js';

export interface ReadAgain {
  readonly partner: Partner;
  readonly decoded: DecodedMessage;
  /** As its contract had it when it came: each item was judged by itself. */
  readonly perItem: boolean;
}

/**
 * Reads a message of the journal as it was read when it came.
 * @throws AppError UNSUPPORTED_UPDATE for one that was sent, whose body was taken out, or whose contract is not here.
 */
export async function decodeJournalled(
  app: Pick<App, 'connectors' | 'partners'>,
  message: JournalledMessage,
): Promise<ReadAgain> {
  const { message_id: id } = message;
  if (message.direction === 'out')
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      `Message ${id} was sent by us; what is to be told again is told by deliveries.`,
      {
        next: 'bellhop delivery list',
      },
    );
  if (message.emptied_at !== null)
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      `The body of message ${id} was taken out at ${message.emptied_at}; it cannot be read again.`,
      {
        next: `bellhop message show ${id}`,
      },
    );
  const connector = app.connectors.get(message.connector);
  if (connector === undefined)
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      `Message ${id} came over "${message.connector}", which is not here.`,
      {
        next: 'bellhop adapter list',
      },
    );
  const partner = await app.partners.byId(message.partner_id);
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(message.content_type)?.[1] ?? null;
  const options = { charset, ...decodeOptionsOf(partner) };
  const plain = await connector.decode(message.bytes, options);
  // Some contracts name the action in the path: then it is what the message is called.
  const decoded =
    plain.content === null
      ? await connector.decode(message.bytes, { ...options, action: message.kind })
      : plain;
  return {
    partner,
    decoded: decoded.content === null ? plain : decoded,
    perItem: (partner.dialect?.overrides?.failure_unit ?? connector.dialects[0].failure_unit) === 'item',
  };
}
