import { z } from 'zod';
import { errorBody } from '../../connectors/channex/encode.js';
import { AppError } from '../../core/model/errors.js';
import { channexRoute, listAnswer, type ChannexRouteDeps } from '../channex-route.js';
import { pageOf } from '../channex-query.js';
import type { Route } from '../route.js';

const NOT_KEPT = { status: 501, code: 'not_implemented', title: 'Not Implemented' };

/**
 * Webhooks are hints; what they hint at is in the feed. None is kept here yet: the list is empty, and a new one is refused
 * as what it is instead of being forgotten.
 */
export function createChannexWebhookRoutes(deps: ChannexRouteDeps): Route[] {
  const missing = () => Promise.reject(new AppError('NOT_FOUND', 'No webhook has this id.'));
  const params = z.object({ id: z.string() });
  return [
    channexRoute(deps, {
      method: 'get',
      path: '/webhooks',
      operation: {
        operationId: 'listChannexWebhooks',
        summary: 'Channex: webhooks',
        answer: 'An empty list',
      },
      handle: ({ query }) => Promise.resolve(listAnswer([], { ...pageOf(query), total: 0 })),
    }),
    channexRoute(deps, {
      method: 'post',
      path: '/webhooks',
      operation: {
        operationId: 'createChannexWebhook',
        summary: 'Channex: create a webhook',
        description: 'Not kept yet: answered 501 not_implemented. Read the feed instead.',
        answer: 'Never',
      },
      handle: () =>
        Promise.resolve(
          errorBody(NOT_KEPT, ['Webhooks are not kept here; read GET /booking_revisions/feed instead.']),
        ),
    }),
    ...(['get', 'put', 'delete'] as const).map((method) =>
      channexRoute(deps, {
        method,
        path: '/webhooks/{id}',
        operation: {
          operationId: `${method}ChannexWebhook`,
          summary: `Channex: one webhook (${method})`,
          request: { params },
          answer: 'Never: none is kept yet',
        },
        handle: missing,
      }),
    ),
  ];
}
