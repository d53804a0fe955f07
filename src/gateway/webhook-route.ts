import type { App } from '../core/app.js';
import type { JournalDeps } from './journalled.js';

/** What the routes for a partner's own webhooks need. */
export type WebhookRouteDeps = JournalDeps & Pick<App, 'webhooks'>;

/** How they all begin: for whom, where, and under which heading of the OpenAPI document. */
export const WEBHOOKS = {
  path: '/api/webhook-endpoints',
  access: ['pms', 'ota', 'operator'],
  tags: ['Webhooks'],
} as const;
