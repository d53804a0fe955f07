import { z } from 'zod';
import type { EndpointChanges } from '../core/delivery/webhooks/manage-endpoints.js';
import type { WebhookEndpoint } from '../core/delivery/webhooks/webhook-endpoint.js';
import type { WebhookSettings } from '../core/delivery/webhooks/webhook-settings.js';

/** Headers of HTTP itself and of ours cannot be set. */
const RESERVED =
  /^(?:host|connection|content-.*|transfer-encoding|upgrade|te|trailer|keep-alive|expect|proxy-.*|webhook-.*|user-agent|cookie)$/i;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const VALUE = /^[\x20-\x7e]{0,1000}$/;
const MOST = 20;
const EVERYTHING = '*';

const few = (record: object) => Object.keys(record).length <= MOST;
const headers = z
  .record(z.string().regex(NAME, 'is invalid'), z.string().regex(VALUE, 'is invalid'))
  .refine(few, `has at most ${MOST} entries`)
  .refine(
    (record) => !Object.keys(record).some((name) => RESERVED.test(name)),
    'has a name that cannot be set',
  );
const requestParams = z
  .record(z.string().min(1).max(100), z.string().max(500))
  .refine(few, `has at most ${MOST} entries`);
const mask = z.string().regex(/^(?:\*|[a-z_]{1,40}(?:;[a-z_]{1,40}){0,49})$/, 'is invalid');

const fields = {
  callback_url: z.string().min(1, "can't be blank").max(1_000),
  event_mask: mask,
  property_id: z.string().min(1).max(64).nullish(),
  request_params: requestParams.nullish(),
  headers: headers.nullish(),
  is_active: z.boolean().optional(),
  send_data: z.boolean().optional(),
  protected: z.boolean().nullish(),
  is_global: z.boolean().nullish(),
};

/** "Channex, webhook collection"; what else a client sends is read over, as there. */
export const newWebhook = z.object({ webhook: z.object(fields) });
export const webhookChanges = z.object({ webhook: z.object(fields).partial() });

type Sent = z.output<typeof webhookChanges>['webhook'];

/** What of it is ours to keep; absent stays as it is. */
export function toChanges(sent: Sent, known: WebhookSettings): EndpointChanges {
  const { callback_url, event_mask, property_id, is_active, is_global } = sent;
  const everywhere = property_id === null || is_global === true;
  return {
    ...(callback_url === undefined ? {} : { url: callback_url }),
    ...(event_mask === undefined ? {} : { event_types: typesOf(event_mask) }),
    ...(everywhere ? { hotels: null } : property_id === undefined ? {} : { hotels: [property_id] }),
    ...(is_active === undefined ? {} : { status: is_active ? ('ACTIVE' as const) : ('PAUSED' as const) }),
    settings: {
      send_data: sent.send_data ?? known.send_data,
      headers: sent.headers === undefined ? known.headers : (sent.headers ?? {}),
      request_params: sent.request_params === undefined ? known.request_params : (sent.request_params ?? {}),
      protected: sent.protected ?? known.protected,
    } satisfies WebhookSettings,
  };
}

function typesOf(event_mask: string): string[] | null {
  const types = event_mask.split(';');
  return types.includes(EVERYTHING) ? null : types;
}

/** As the contract shows it to whoever made it; `propertyId` null: for all of its properties. */
export function describeWebhook(
  endpoint: WebhookEndpoint,
  settings: WebhookSettings,
  propertyId: string | null,
): object {
  const { endpoint_id: id, url, event_types, status } = endpoint;
  const { send_data, headers, request_params } = settings;
  return {
    id,
    type: 'webhook',
    attributes: {
      id,
      callback_url: url,
      event_mask: event_types?.join(';') ?? EVERYTHING,
      property_id: propertyId,
      is_global: propertyId === null,
      is_active: status === 'ACTIVE',
      send_data,
      protected: settings.protected,
      headers: emptyAsNull(headers),
      request_params: emptyAsNull(request_params),
    },
    relationships: propertyId === null ? {} : { property: { data: { type: 'property', id: propertyId } } },
  };
}

function emptyAsNull(record: Readonly<Record<string, string>>): object | null {
  return Object.keys(record).length === 0 ? null : record;
}

/** For the journal: a copy without what may be a key of the receiver's. */
export function withoutKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutKeys);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) =>
      (name === 'headers' || name === 'request_params') && typeof inner === 'object' && inner !== null
        ? [name, Object.fromEntries(Object.keys(inner).map((key) => [key, '***']))]
        : [name, withoutKeys(inner)],
    ),
  );
}
