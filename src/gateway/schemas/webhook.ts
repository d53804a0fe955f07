import { z } from 'zod';
import { EVENT_TYPES } from '../../core/events/types.js';
import type { WebhookDelivery } from '../../core/delivery/webhooks/manage-messages.js';
import type { WebhookEndpoint } from '../../core/delivery/webhooks/webhook-endpoint.js';
import { isId } from '../../core/model/ids.js';
import { isPlainText } from '../../core/model/plain-text.js';
import { code, id, limit } from './primitives.js';

const MOST_HOTELS = 1_000;
const MOST_GRACE_HOURS = 720;

const url = z.string().min(1).max(1_000).meta({
  description: 'https, to an address on the internet',
  example: 'https://hooks.example.com/bellhop',
});
const eventTypes = z
  .array(z.enum(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(', ')}`))
  .min(1)
  .max(50)
  .nullable()
  .meta({ description: 'null: all' });
const hotels = z
  .array(code)
  .min(1)
  .max(MOST_HOTELS)
  .nullable()
  .meta({ description: 'your own codes or our hotel_ids; null: all of yours' });
const description = z
  .string()
  .trim()
  .max(200)
  .refine(isPlainText, 'must not hold control characters')
  .nullable();
const ordered = z.boolean().meta({
  description: 'of one hotel the next message only when the one before was taken or given up',
});
const status = z.enum(['ACTIVE', 'PAUSED'], 'must be ACTIVE or PAUSED');

export const newEndpoint = z
  .strictObject({
    url,
    event_types: eventTypes.optional(),
    hotels: hotels.optional(),
    description: description.optional(),
    ordered: ordered.optional(),
    status: status.optional(),
  })
  .meta({ id: 'NewWebhookEndpoint' });

export const endpointChanges = newEndpoint
  .partial()
  .meta({ id: 'WebhookEndpointChanges', description: 'what is absent stays as it is' });

export const rotation = z
  .strictObject({ grace_hours: z.int().min(0).max(MOST_GRACE_HOURS).default(24) })
  .meta({ id: 'WebhookRotation', description: 'for so many hours the former secret signs too' });

const anId = z.string().refine(isId, 'is not an id');
export const endpointPath = z.strictObject({ endpoint_id: z.string().max(64) });
export const deliveryPath = z.strictObject({
  endpoint_id: z.string().max(64),
  delivery_id: z.string().max(64),
});

export const deliveriesQuery = z.strictObject({
  state: z.enum(['PENDING', 'SENDING', 'DELIVERED', 'DEAD']).optional(),
  before: anId.optional().meta({ description: 'next_before of the page before' }),
  limit: limit(200, 50),
});

const time = z.iso.datetime().nullable();

export const endpointView = z
  .strictObject({
    endpoint_id: id,
    url: z.string(),
    description: z.string().nullable(),
    event_types: z.array(z.string()).nullable(),
    hotel_ids: z.array(id).nullable(),
    ordered: z.boolean(),
    status: z
      .enum(['ACTIVE', 'PAUSED', 'DISABLED'])
      .meta({ description: 'DISABLED: gone (410) or failing for days; set it ACTIVE to begin again' }),
    cause: z.string().nullable(),
    failures: z.int().meta({ description: 'failed tries in a row' }),
    failing_since: time,
    last_outcome: z.string().nullable(),
    last_success_at: time,
    former_secret_until: time,
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookEndpoint' });

export const endpointWithSecret = endpointView
  .extend({ secret: z.string().meta({ description: 'shown here and never again', example: 'whsec_...' }) })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const endpointList = z.strictObject({ endpoints: z.array(endpointView) });

export const deliveryView = z
  .strictObject({
    delivery_id: id,
    webhook_id: z.string().meta({ description: 'the header webhook-id, the same with every try' }),
    type: z.string(),
    hotel_id: id.nullable(),
    state: z.enum(['PENDING', 'SENDING', 'DELIVERED', 'DEAD']),
    attempts: z.int(),
    due_at: time,
    http_status: z.int().nullable(),
    outcome: z.string().nullable(),
    occurred_at: z.iso.datetime(),
    settled_at: time,
  })
  .meta({ id: 'WebhookDelivery' });

export const deliveryList = z.strictObject({
  deliveries: z.array(deliveryView),
  next_before: id.nullable(),
});

/** As its owner sees it over HTTP. */
export function renderEndpoint(endpoint: WebhookEndpoint): z.input<typeof endpointView> {
  const { partner: _partner, kind: _kind, event_types, hotel_ids, ...rest } = endpoint;
  return { ...rest, event_types: listOf(event_types), hotel_ids: listOf(hotel_ids) };
}

function listOf(list: readonly string[] | null): string[] | null {
  return list === null ? null : [...list];
}

export function renderDelivery(delivery: WebhookDelivery): z.input<typeof deliveryView> {
  const { partner: _partner, endpoint_id: _endpoint, hotel: _hotel, ...rest } = delivery;
  return rest;
}
