import { z } from 'zod';
import { NO_SETTINGS } from '../../core/delivery/webhooks/webhook-settings.js';
import { jsonAnswer } from '../answer.js';
import { channexRoute, listAnswer } from '../channex-route.js';
import { pageOf } from '../channex-query.js';
import { newWebhook, toChanges, webhookChanges } from '../channex-webhook.js';
import {
  changing,
  describeFound,
  findWebhook,
  isChannex,
  type ChannexWebhookDeps,
} from '../channex-webhook-work.js';
import { parseJson } from '../read-json.js';
import type { Route } from '../route.js';
import { jsonContent } from '../schemas/problem.js';

const params = z.object({ id: z.string() });

/** Hints that something happened; what they hint at is in the feed and in GET /availability and /restrictions. */
export function createChannexWebhookRoutes(deps: ChannexWebhookDeps): Route[] {
  return [
    listRoute(deps),
    createRoute(deps),
    testRoute(deps),
    showRoute(deps),
    changeRoute(deps),
    deleteRoute(deps),
  ];
}

function listRoute(deps: ChannexWebhookDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/webhooks',
    operation: {
      operationId: 'listChannexWebhooks',
      summary: 'Channex: webhooks',
      answer: 'Your webhooks',
    },
    handle: async ({ partner, query }) => {
      const all = (await deps.webhooks.endpoints.list(partner.partner_id)).filter(isChannex);
      const page = pageOf(query);
      const shown = all.slice((page.page - 1) * page.limit, page.page * page.limit);
      const data = [];
      for (const endpoint of shown) data.push(await describeFound(deps, partner, endpoint));
      return listAnswer(data, { ...page, total: all.length });
    },
  });
}

function createRoute(deps: ChannexWebhookDeps): Route {
  return channexRoute(deps, {
    method: 'post',
    path: '/webhooks',
    operation: {
      operationId: 'createChannexWebhook',
      summary: 'Channex: create a webhook',
      description:
        'Sent: ari, booking, booking_new, booking_modification, booking_cancellation, booking_unmapped_room, booking_unmapped_rate, ' +
        'non_acked_booking, sync_error; other names are taken and never come.',
      request: { body: { required: true, content: jsonContent(newWebhook) } },
      answer: 'The webhook (status 201)',
    },
    handle: (exchange) =>
      changing(deps, exchange, {
        kind: 'WebhookCreate',
        work: async (bytes) => {
          const { webhook } = parseJson(bytes, newWebhook).value;
          const { partner } = exchange;
          const changes = toChanges(webhook, NO_SETTINGS);
          // The contract's own default; a webhook that nobody switched on sends nothing.
          const input = { status: 'PAUSED', ...changes, kind: 'channex', url: webhook.callback_url } as const;
          const { endpoint } = await deps.webhooks.endpoints.create(partner, input, 'partner');
          return jsonAnswer(201, { data: await describeFound(deps, partner, endpoint) });
        },
      }),
  });
}

/** The test of an address before it is stored; what its owner answered is not shown, the address is a stranger's word. */
function testRoute(deps: ChannexWebhookDeps): Route {
  return channexRoute(deps, {
    method: 'post',
    path: '/webhooks/test',
    operation: {
      operationId: 'testChannexWebhook',
      summary: 'Channex: try a webhook',
      description:
        'Sends the event "test" to callback_url, now and once, with its headers and request_params.',
      request: { body: { required: true, content: jsonContent(newWebhook) } },
      answer: 'The HTTP status that it answered with; null: there was no answer',
    },
    handle: (exchange) =>
      changing(deps, exchange, {
        kind: 'WebhookTest',
        work: async (bytes) => {
          const { webhook } = parseJson(bytes, newWebhook).value;
          const { property_id = null, headers, request_params, callback_url } = webhook;
          const { partner } = exchange;
          // A hint never names what is not the sender's own.
          if (property_id !== null) await deps.openCatalogue(partner, property_id);
          const body = {
            event: 'test',
            property_id,
            user_id: null,
            timestamp: deps.clock.now().toISOString(),
          };
          const tried = await deps.webhooks.tryAddress(
            { url: callback_url, headers: headers ?? {}, request_params: request_params ?? {} },
            JSON.stringify(body),
          );
          const { http_status: status_code, outcome: message } = tried;
          return jsonAnswer(200, {
            data: { status_code },
            meta: { message: tried.ok ? 'Success' : message },
          });
        },
      }),
  });
}

function showRoute(deps: ChannexWebhookDeps): Route {
  return channexRoute(deps, {
    method: 'get',
    path: '/webhooks/{id}',
    operation: {
      operationId: 'getChannexWebhook',
      summary: 'Channex: one webhook (get)',
      request: { params },
      answer: 'The webhook',
    },
    handle: async ({ partner, params: { id } }) =>
      jsonAnswer(200, { data: await describeFound(deps, partner, await findWebhook(deps, partner, id)) }),
  });
}

function changeRoute(deps: ChannexWebhookDeps): Route {
  return channexRoute(deps, {
    method: 'put',
    path: '/webhooks/{id}',
    operation: {
      operationId: 'putChannexWebhook',
      summary: 'Channex: one webhook (put)',
      request: { params, body: { required: true, content: jsonContent(webhookChanges) } },
      answer: 'The webhook as it now is',
    },
    handle: (exchange) =>
      changing(deps, exchange, {
        kind: 'WebhookChange',
        work: async (bytes) => {
          const { partner } = exchange;
          const { endpoint_id } = await findWebhook(deps, partner, exchange.params['id']);
          const owner = partner.partner_id;
          const known = await deps.webhooks.readSettings(endpoint_id, owner);
          const changes = toChanges(parseJson(bytes, webhookChanges).value.webhook, known);
          const by = { owner, origin: 'partner' } as const;
          const endpoint = await deps.webhooks.endpoints.update(endpoint_id, changes, by);
          return jsonAnswer(200, { data: await describeFound(deps, partner, endpoint) });
        },
      }),
  });
}

function deleteRoute(deps: ChannexWebhookDeps): Route {
  return channexRoute(deps, {
    method: 'delete',
    path: '/webhooks/{id}',
    operation: {
      operationId: 'deleteChannexWebhook',
      summary: 'Channex: one webhook (delete)',
      request: { params },
      answer: 'It is gone',
    },
    handle: (exchange) =>
      changing(deps, exchange, {
        kind: 'WebhookDelete',
        work: async () => {
          const { endpoint_id } = await findWebhook(deps, exchange.partner, exchange.params['id']);
          await deps.webhooks.endpoints.remove(endpoint_id, exchange.partner.partner_id);
          return jsonAnswer(200, { meta: { message: 'Success' } });
        },
      }),
  });
}
