import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import { receivedOf } from '../booking-exchange.js';
import { journalled } from '../journalled.js';
import { parseJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute, Route } from '../route.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';
import {
  endpointChanges,
  endpointList,
  endpointPath,
  endpointView,
  renderEndpoint,
} from '../schemas/webhook.js';
import { WEBHOOKS, type WebhookRouteDeps } from '../webhook-route.js';
import { createWebhookDeliveryRoutes } from './webhook-deliveries.js';
import { createWebhookSecretRoutes, originOf } from './webhook-secrets.js';

const PATH = WEBHOOKS.path;

/** Webhooks as partners manage their own ones; nobody sees another's (law 10). */
export function createWebhookRoutes(deps: WebhookRouteDeps): Route[] {
  return [
    listRoute(deps),
    showRoute(deps),
    changeRoute(deps),
    deleteRoute(deps),
    ...createWebhookSecretRoutes(deps),
    ...createWebhookDeliveryRoutes(deps),
  ];
}

function listRoute({ webhooks }: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: PATH,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'listWebhookEndpoints',
      tags: [...WEBHOOKS.tags],
      summary: 'Your webhook endpoints',
      responses: {
        200: { description: 'All of them, without their secrets', content: jsonContent(endpointList) },
        ...problems(...KEY_ERRORS),
      },
    },
    handle: async ({ partner }) => {
      const endpoints = await webhooks.endpoints.list(partner.partner_id);
      const shown = endpoints.filter(({ kind }) => kind === 'standard').map(renderEndpoint);
      return jsonAnswer(200, { endpoints: shown });
    },
  };
}

function showRoute({ webhooks }: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: `${PATH}/{endpoint_id}`,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'readWebhookEndpoint',
      tags: [...WEBHOOKS.tags],
      summary: 'One webhook endpoint',
      request: { params: endpointPath },
      responses: {
        200: { description: 'It, without its secret', content: jsonContent(endpointView) },
        ...problems('VALIDATION', 'NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ partner, params }) => {
      const { endpoint_id } = validate(endpointPath, params, 'path');
      return jsonAnswer(200, renderEndpoint(await webhooks.endpoints.get(endpoint_id, partner.partner_id)));
    },
  };
}

function changeRoute(deps: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'put',
    path: `${PATH}/{endpoint_id}`,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'changeWebhookEndpoint',
      tags: [...WEBHOOKS.tags],
      summary: 'Change, pause or resume a webhook endpoint',
      description: 'What waits while it is PAUSED is sent when it is ACTIVE again.',
      request: { params: endpointPath, body: { required: true, content: jsonContent(endpointChanges) } },
      responses: {
        200: { description: 'As it now is', content: jsonContent(endpointView) },
        ...problems(...BODY_ERRORS, ...KEY_ERRORS, 'NOT_FOUND', 'HOTEL_NOT_FOUND'),
      },
    },
    handle: async (exchange) => {
      const { endpoint_id } = validate(endpointPath, exchange.params, 'path');
      const bytes = await readJsonBytes(exchange.request);
      const received = { ...receivedOf(exchange, bytes), kind: 'WebhookEndpointChange' };
      return journalled(deps, received, async () => {
        const changes = parseJson(bytes, endpointChanges).value;
        const { partner } = exchange;
        const by = { owner: partner.partner_id, origin: originOf(partner) };
        const endpoint = await deps.webhooks.endpoints.update(endpoint_id, changes, by);
        return { answer: jsonAnswer(200, renderEndpoint(endpoint)), outcome: 'APPLIED' };
      });
    },
  };
}

function deleteRoute(deps: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'delete',
    path: `${PATH}/{endpoint_id}`,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'deleteWebhookEndpoint',
      tags: [...WEBHOOKS.tags],
      summary: 'Forget a webhook endpoint and what waits for it',
      request: { params: endpointPath },
      responses: {
        204: { description: 'It is gone' },
        ...problems('VALIDATION', 'NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { endpoint_id } = validate(endpointPath, exchange.params, 'path');
      const received = { ...receivedOf(exchange, Buffer.alloc(0)), kind: 'WebhookEndpointDelete' };
      return journalled(deps, received, async () => {
        await deps.webhooks.endpoints.remove(endpoint_id, exchange.partner.partner_id);
        const answer = { status: 204, contentType: 'application/json; charset=utf-8', body: '' };
        return { answer, outcome: 'APPLIED' };
      });
    },
  };
}
