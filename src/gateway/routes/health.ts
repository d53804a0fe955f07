import { z } from 'zod';
import type { App } from '../../core/app.js';
import { jsonAnswer } from '../answer.js';
import type { OpenRoute, OperationsRoute, Route } from '../route.js';
import { jsonContent, problems } from '../schemas/problem.js';

export interface HealthRouteDeps extends Pick<App, 'health' | 'metrics'> {
  /** How each role of this process does; also sets their metric. */
  readonly roles: () => Readonly<Record<string, 'ok' | 'failing'>>;
  /** True from the first signal to stop on. */
  readonly stopping: () => boolean;
}

const live = z.strictObject({ status: z.literal('ok') });
const store = z.enum(['ok', 'down']);
const ready = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'down', 'stopping']),
    checks: z
      .strictObject({
        mysql: store,
        redis: store,
        kafka: store.optional(),
        elasticsearch: store.optional(),
        cassandra: store.optional(),
      })
      .optional()
      .meta({ description: 'engines that are not configured are left out' }),
    roles: z
      .record(z.string(), z.enum(['ok', 'failing']))
      .optional()
      .meta({ description: 'the roles of this very process; failing: it goes on trying by itself' }),
  })
  .meta({ id: 'Readiness' });

export function createHealthRoutes(deps: HealthRouteDeps): Route[] {
  return [livezRoute(), readyzRoute(deps), metricsRoute(deps)];
}

function livezRoute(): OpenRoute {
  return {
    method: 'get',
    path: '/livez',
    access: 'open',
    operation: {
      operationId: 'livez',
      tags: ['Operations'],
      summary: 'The process answers; says nothing of its stores',
      responses: { 200: { description: 'Alive', content: jsonContent(live) } },
    },
    handle: () => Promise.resolve(jsonAnswer(200, { status: 'ok' })),
  };
}

/** Degraded is ready: without Redis every booking is still decided by MySQL, as it always is. */
function readyzRoute({ health, roles, stopping }: HealthRouteDeps): OpenRoute {
  return {
    method: 'get',
    path: '/readyz',
    access: 'open',
    operation: {
      operationId: 'readyz',
      tags: ['Operations'],
      summary: 'Whether requests should be sent here',
      responses: {
        200: {
          description: 'Ready; degraded while Redis or an engine is down, or a role of this process fails',
          content: jsonContent(ready),
        },
        503: { description: 'MySQL is down, or the process is stopping', content: jsonContent(ready) },
      },
    },
    handle: async () => {
      if (stopping()) return jsonAnswer(503, { status: 'stopping' });
      const { status, checks } = await health();
      const states = roles();
      const failing = Object.values(states).includes('failing');
      return jsonAnswer(status === 'down' ? 503 : 200, {
        status: status === 'ok' && failing ? 'degraded' : status,
        checks,
        ...(Object.keys(states).length === 0 ? {} : { roles: states }),
      });
    },
  };
}

function metricsRoute({ metrics, roles }: HealthRouteDeps): OperationsRoute {
  return {
    method: 'get',
    path: '/metrics',
    access: 'operations',
    operation: {
      operationId: 'metrics',
      tags: ['Operations'],
      summary: 'Prometheus metrics, for callers on this machine or with an operator key',
      responses: {
        200: { description: 'Prometheus text format', content: { 'text/plain': { schema: z.string() } } },
        ...problems('UNAUTHENTICATED', 'FORBIDDEN'),
      },
    },
    handle: async () => {
      roles();
      const body = await metrics.registry.metrics();
      return { status: 200, contentType: metrics.registry.contentType, body };
    },
  };
}
