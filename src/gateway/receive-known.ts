import type { App } from '../core/app.js';
import type { Connector, WireCredentials } from '../core/model/connector.js';
import type { AppError } from '../core/model/errors.js';
import type { Partner, PartnerKind } from '../core/partners/partner.js';
import { classifyError } from './classify-error.js';
import type { Exchange } from './exchange.js';
import type { Gatekeeper } from './gatekeeper.js';
import { bodyTooLarge, receiveBody } from './read-body.js';

/** What is taken in, and looked through for credentials, of somebody whom nobody knows yet. */
const UNKNOWN_BYTES = 65_536;

interface Deps {
  readonly config: Pick<App['config'], 'maxBodyBytes'>;
  readonly gatekeeper: Gatekeeper;
  readonly connector: Pick<Connector, 'senderOf'>;
}

export type KnownMessage =
  | { readonly partner: Partner; readonly bytes: Buffer }
  /** Why nobody is let in, and as much of the message as was read to see that. */
  | { readonly refused: unknown; readonly head: Buffer };

/**
 * A message with its sender, of a contract whose messages begin with their credentials: whoever is not known by then has no more
 * of it taken in, and none of it decoded. Credentials in a message that HTTP has let in must be of the same partner.
 * @throws AppError what is wrong with the body itself
 */
export async function receiveKnown(
  { config, gatekeeper, connector }: Deps,
  exchange: Exchange,
  { early, kinds }: { readonly early: Partner | null; readonly kinds: readonly PartnerKind[] },
): Promise<KnownMessage> {
  let partner = early;
  let refusal: { readonly refused: unknown; readonly head: Buffer } | null = null;
  const admit = async (head: Buffer): Promise<void> => {
    const sender = senderOf(connector, head);
    try {
      if (early === null) partner = await gatekeeper.admitSender(exchange, sender, kinds);
      else await gatekeeper.confirmSender(early, sender);
    } catch (refused) {
      refusal = { refused, head };
      throw refused;
    }
  };
  let seen = false;
  const gate = {
    bytes: UNKNOWN_BYTES,
    admit: (head: Buffer) => {
      seen = true;
      return admit(head);
    },
  };
  try {
    const { bytes, tooLarge } = await receiveBody(exchange.request, config.maxBodyBytes, gate);
    if (tooLarge) throw bodyTooLarge(config.maxBodyBytes);
    if (!seen) await admit(bytes);
    if (partner === null) throw new Error('nobody was let in');
    return { partner, bytes };
  } catch (thrown) {
    if (refusal !== null) return refusal;
    throw thrown;
  }
}

/** Who sends a message, as its beginning says; null where it does not. */
export function senderOf(connector: Pick<Connector, 'senderOf'>, bytes: Uint8Array): WireCredentials | null {
  return connector.senderOf?.(bytes.subarray(0, UNKNOWN_BYTES)) ?? null;
}

/** HTTP says who sends: a message that names another sender is nobody's. Null where both agree. */
export async function whyUnconfirmed(
  { gatekeeper, connector }: Omit<Deps, 'config'>,
  partner: Partner,
  bytes: Uint8Array,
): Promise<AppError | null> {
  try {
    await gatekeeper.confirmSender(partner, senderOf(connector, bytes));
    return null;
  } catch (error) {
    return classifyError(error);
  }
}
