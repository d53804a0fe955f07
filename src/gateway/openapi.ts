import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { Route } from './route.js';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const INFO = {
  title: 'Bellhop',
  version: '0.1.0',
  description:
    'Rates and availability in from property management systems, bookings in from OTAs, reservations back. ' +
    'Ids are 64-bit integers as text, stay dates YYYY-MM-DD in hotel time, amounts decimal text. ' +
    'Errors are RFC 9457 problem details; only those with "retryable": true are worth sending again unchanged. ' +
    'A path asked with a method that it does not have answers 405 METHOD_NOT_ALLOWED, and Allow names those that it has.',
};

const KEY_SECURITY = [{ bearer: [] }, { apiKey: [] }, { basic: [] }];

/** The OpenAPI 3.1 document of the routes, made from the very schemas that check their requests. */
export function createOpenApiDocument(routes: readonly Route[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, bh_live_... or bh_test_...',
  });
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
  });
  registry.registerComponent('securitySchemes', 'basic', {
    type: 'http',
    scheme: 'basic',
    description: 'User: partner code; password: API key',
  });
  for (const route of routes) {
    if (route.operation === undefined) continue;
    registry.registerPath({
      ...route.operation,
      method: route.method,
      path: route.path,
      security: securityOf(route),
    });
  }
  const generator = new OpenApiGeneratorV31(registry.definitions);
  return generator.generateDocument({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] });
}

/** The empty entry says that it also goes without a key. */
function securityOf({ access, path }: Route): Record<string, string[]>[] {
  if (path.startsWith('/pms/channex/')) return [{ apiKey: [] }, { bearer: [] }];
  if (path.startsWith('/pms/')) return [{ basic: [] }, {}];
  if (access === 'open') return [];
  return access === 'guest' || access === 'operations' ? [...KEY_SECURITY, {}] : KEY_SECURITY;
}
