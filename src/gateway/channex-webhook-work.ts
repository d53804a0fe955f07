import type { App } from '../core/app.js';
import type { WebhookEndpoint } from '../core/delivery/webhooks/webhook-endpoint.js';
import { AppError } from '../core/model/errors.js';
import type { Partner } from '../core/partners/partner.js';
import { JSON_TYPE, type Answer } from './answer.js';
import type { ChannexRouteDeps } from './channex-route.js';
import { describeWebhook, withoutKeys } from './channex-webhook.js';
import type { PartnerExchange } from './exchange.js';
import { journalled, type JournalDeps } from './journalled.js';
import { readJsonBytes } from './read-json.js';

export type ChannexWebhookDeps = ChannexRouteDeps &
  JournalDeps &
  Pick<App, 'webhooks' | 'openCatalogue' | 'clock'>;

interface Changing {
  readonly kind: string;
  readonly work: (bytes: Buffer) => Promise<Answer>;
}

/** Headers that the receiver gets may be a key of its: the journal keeps their names alone. */
export async function changing(
  deps: ChannexWebhookDeps,
  { partner, requestId, request }: PartnerExchange,
  { kind, work }: Changing,
): Promise<Answer> {
  const bytes = await readJsonBytes(request);
  const contentType = request.headers['content-type'] ?? JSON_TYPE;
  const body = Buffer.from(bytes.length === 0 ? '' : redacted(bytes.toString()));
  const received = { partner, connector: 'channex', requestId, contentType, kind, hotel_code: null, body };
  let answer: Answer | undefined;
  const noted = await journalled(deps, received, async () => {
    answer = await work(bytes);
    return { answer: { ...answer, body: redacted(answer.body.toString()) }, outcome: 'APPLIED' };
  });
  return answer ?? noted;
}

function redacted(text: string): string {
  try {
    return JSON.stringify(withoutKeys(JSON.parse(text)));
  } catch {
    // It is refused anyway; what it holds cannot be told apart from a key.
    return '';
  }
}

export async function findWebhook(
  { webhooks }: ChannexWebhookDeps,
  partner: Partner,
  id: unknown,
): Promise<WebhookEndpoint> {
  const endpoint = await webhooks.endpoints.get(typeof id === 'string' ? id : '', partner.partner_id);
  if (isChannex(endpoint)) return endpoint;
  throw new AppError('NOT_FOUND', `There is no webhook endpoint ${endpoint.endpoint_id}.`);
}

export function isChannex({ kind }: WebhookEndpoint): boolean {
  return kind === 'channex';
}

export async function describeFound(
  { webhooks, openCatalogue }: ChannexWebhookDeps,
  partner: Partner,
  endpoint: WebhookEndpoint,
): Promise<object> {
  const settings = await webhooks.readSettings(endpoint.endpoint_id, partner.partner_id);
  const [hotelId] = endpoint.hotel_ids ?? [];
  const property = hotelId === undefined ? null : (await openCatalogue(partner, hotelId)).hotel_code;
  return describeWebhook(endpoint, settings, property);
}
