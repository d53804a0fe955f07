import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import { receivedOf } from '../booking-exchange.js';
import { journalled } from '../journalled.js';
import { JSON_LIMIT, readBody } from '../read-body.js';
import type { PartnerRoute, Route } from '../route.js';
import { jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';
import {
  deliveriesQuery,
  deliveryList,
  deliveryPath,
  deliveryView,
  endpointPath,
  renderDelivery,
} from '../schemas/webhook.js';
import { WEBHOOKS, type WebhookRouteDeps } from '../webhook-route.js';

const PATH = `${WEBHOOKS.path}/{endpoint_id}/deliveries`;

/** What became of the messages to an endpoint, for its owner. */
export function createWebhookDeliveryRoutes(deps: WebhookRouteDeps): Route[] {
  return [listRoute(deps), resendRoute(deps)];
}

function listRoute({ webhooks }: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: PATH,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'listWebhookDeliveries',
      tags: [...WEBHOOKS.tags],
      summary: 'What was sent to an endpoint and what became of it',
      description: 'The newest first. What was delivered is kept for a week, the rest for a month.',
      request: { params: endpointPath, query: deliveriesQuery },
      responses: {
        200: { description: 'A page of them', content: jsonContent(deliveryList) },
        ...problems('VALIDATION', 'NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ partner, params, query }) => {
      const { endpoint_id } = validate(endpointPath, params, 'path');
      const { state, before, limit } = validate(deliveriesQuery, query, 'query');
      const owner = partner.partner_id;
      await webhooks.endpoints.get(endpoint_id, owner);
      const page = { owner, endpoint_id, state, before, limit };
      const deliveries = await webhooks.messages.list(page);
      const last = deliveries.length < limit ? undefined : deliveries.at(-1);
      const next_before = last?.delivery_id ?? null;
      return jsonAnswer(200, { deliveries: deliveries.map(renderDelivery), next_before });
    },
  };
}

function resendRoute(deps: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: `${PATH}/{delivery_id}/resend`,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'resendWebhookDelivery',
      tags: [...WEBHOOKS.tags],
      summary: 'Send one message again',
      description: 'As it was and under the same webhook-id, whatever became of it. A body is read over.',
      request: { params: deliveryPath },
      responses: {
        202: { description: 'It is in line', content: jsonContent(deliveryView) },
        ...problems('VALIDATION', 'NOT_FOUND', 'CONFLICT', ...KEY_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { endpoint_id, delivery_id } = validate(deliveryPath, exchange.params, 'path');
      const body = await readBody(exchange.request, JSON_LIMIT);
      const received = { ...receivedOf(exchange, body), kind: 'WebhookResend' };
      return journalled(deps, received, async () => {
        const owner = exchange.partner.partner_id;
        const delivery = await deps.webhooks.messages.resend(delivery_id, owner, endpoint_id);
        return { answer: jsonAnswer(202, renderDelivery(delivery)), outcome: 'APPLIED' };
      });
    },
  };
}
