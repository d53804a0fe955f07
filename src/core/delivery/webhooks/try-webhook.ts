import type { NextId } from '../../platform/snowflake.js';
import { trySending, type DeliverDeps } from './deliver-message.js';
import { requireEndpoint, type Owner } from './webhook-endpoint.js';
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
