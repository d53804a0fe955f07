import type { Clock } from '../../model/clock.js';
import type { Database } from '../../platform/database.js';
import { toSqlTime } from '../../platform/sql-time.js';
import type { SecretBox } from '../secret-box.js';
import type { ClaimedMessage } from './claim-message.js';
import type { SendWebhook, WebhookAnswer, WebhookRequest } from './send-webhook.js';
import type { SettleMessage, Tried } from './settle-message.js';
import { requireEndpoint, sealedFor, type StoredEndpoint } from './webhook-endpoint.js';
import { readSettings } from './webhook-settings.js';
import { webhookHeaders, webhookIdOf } from './webhook-signature.js';

export interface DeliverDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: SecretBox;
  readonly send: SendWebhook;
}

export const USER_AGENT = 'Bellhop-Webhooks/1.0';

/** Sends a claimed message and writes down what came of it. */
export function createDeliverMessage(deps: DeliverDeps & { readonly settleMessage: SettleMessage }) {
  return async (message: ClaimedMessage): Promise<void> => {
    const endpoint = await requireEndpoint(deps.database, message.endpoint_id, null);
    await deps.settleMessage(message, await trySending(deps, endpoint, message));
  };
}

/** One try, whatever comes of it. */
export async function trySending(
  deps: DeliverDeps,
  endpoint: StoredEndpoint,
  message: Pick<ClaimedMessage, 'message_id' | 'body'>,
): Promise<Tried> {
  const sentAt = deps.clock.now();
  const started = performance.now();
  const answer = await sendOrSay(deps, endpoint, { message, sentAt });
  return { answer, took_ms: Math.round(performance.now() - started), sent_at: toSqlTime(sentAt) };
}

interface Sending {
  readonly message: Pick<ClaimedMessage, 'message_id' | 'body'>;
  readonly sentAt: Date;
}

/** A secret that does not open is a failure like any other, and told to people in the same place. */
async function sendOrSay(
  deps: DeliverDeps,
  endpoint: StoredEndpoint,
  sending: Sending,
): Promise<WebhookAnswer> {
  let request: WebhookRequest;
  try {
    request = toRequest(deps, endpoint, sending);
  } catch {
    return { status: null, reason: 'SECRET_NOT_READABLE' };
  }
  return deps.send(request);
}

function toRequest(
  deps: DeliverDeps,
  endpoint: StoredEndpoint,
  { message, sentAt }: Sending,
): WebhookRequest {
  const { origin, kind } = endpoint;
  const { headers, request_params } = readSettings(deps, endpoint);
  const url = new URL(endpoint.url);
  for (const [name, value] of Object.entries(request_params)) url.searchParams.append(name, value);
  const signed = {
    id: webhookIdOf(message.message_id),
    timestamp: Math.floor(sentAt.getTime() / 1_000),
    body: message.body,
  };
  const { 'webhook-signature': signature = '', ...named } = webhookHeaders(
    signed,
    secretsOf(deps, endpoint, sentAt),
  );
  return {
    url: url.toString(),
    origin,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...named,
      // Other contracts have no signature: the receiver knows us by a header of its own.
      ...(kind === 'standard' ? { 'webhook-signature': signature } : {}),
    },
    body: message.body,
  };
}

/** The present one first; after a rotation the former one too, until its time is over. */
function secretsOf({ secrets }: DeliverDeps, endpoint: StoredEndpoint, now: Date): string[] {
  const { endpoint_id, secret, secret_before, former_secret_until } = endpoint;
  const both = former_secret_until !== null && Date.parse(former_secret_until) > now.getTime();
  return [secret, ...(both && secret_before !== null ? [secret_before] : [])].map((sealed) =>
    secrets.open(sealed, sealedFor(endpoint_id)),
  );
}
