import type { NextId } from '../../platform/snowflake.js';
import { trySending, USER_AGENT, type DeliverDeps } from './deliver-message.js';
import { requireEndpoint, type Owner } from './webhook-endpoint.js';
import { checkWebhookTarget } from './webhook-target.js';
import { webhookIdOf } from './webhook-signature.js';

export interface TriedWebhook {
  readonly endpoint_id: string;
  readonly webhook_id: string;
  readonly ok: boolean;
  readonly http_status: number | null;
  readonly outcome: string;
  readonly took_ms: number;
}

export type TryWebhook = (id: string, owner: Owner) => Promise<TriedWebhook>;

/**
 * Sends an endpoint a message of the type `Test`, signed like every other, now and once; it is not kept, and what comes of it
 * changes nothing. @throws AppError NOT_FOUND
 */
export function createTryWebhook(deps: DeliverDeps & { readonly nextId: NextId }): TryWebhook {
  return async (id, owner) => {
    const endpoint = await requireEndpoint(deps.database, id, owner);
    const message_id = deps.nextId();
    const timestamp = deps.clock.now().toISOString();
    const body =
      endpoint.kind === 'standard'
        ? { type: 'Test', timestamp, data: { endpoint_id: endpoint.endpoint_id } }
        : { event: 'test', property_id: null, user_id: null, timestamp };
    const tried = await trySending(deps, endpoint, { message_id, body: JSON.stringify(body) });
    const { answer, took_ms } = tried;
    const { status } = answer;
    return {
      endpoint_id: endpoint.endpoint_id,
      webhook_id: webhookIdOf(message_id),
      ok: status !== null && status >= 200 && status < 300,
      http_status: status,
      outcome: status === null ? answer.reason : `HTTP ${status}`,
      took_ms,
    };
  };
}

export interface WebhookAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request_params: Readonly<Record<string, string>>;
}

/**
 * A try at an address that nobody has stored, given by a partner: judged and sent as that of its endpoints.
 * @throws AppError VALIDATION
 */
export type TryAddress = (
  address: WebhookAddress,
  body: string,
) => Promise<Omit<TriedWebhook, 'endpoint_id'>>;

export function createTryAddress(
  deps: DeliverDeps & { readonly nextId: NextId; readonly allowed: readonly string[] },
): TryAddress {
  const { send, clock, nextId, allowed } = deps;
  return async ({ url: text, headers, request_params }, body) => {
    const url = checkWebhookTarget(text, { origin: 'partner', allowed });
    for (const [name, value] of Object.entries(request_params)) url.searchParams.append(name, value);
    const webhook_id = webhookIdOf(nextId());
    const seconds = Math.floor(clock.now().getTime() / 1_000);
    const own = { 'webhook-id': webhook_id, 'webhook-timestamp': String(seconds) };
    const typed = { 'content-type': 'application/json', 'user-agent': USER_AGENT };
    const started = performance.now();
    const answer = await send({
      ...{ url: url.toString(), origin: 'partner', body },
      headers: { ...headers, ...typed, ...own },
    });
    const { status } = answer;
    return {
      webhook_id,
      ok: status !== null && status >= 200 && status < 300,
      http_status: status,
      outcome: status === null ? answer.reason : `HTTP ${status}`,
      took_ms: Math.round(performance.now() - started),
    };
  };
}
