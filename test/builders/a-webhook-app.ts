import type { Partner } from '../../src/core/partners/partner.js';
import type { Clock } from '../../src/core/model/clock.js';
import { anApp, type TestApp } from './an-app.js';

/** Every process that is to read an endpoint's secret needs the one key. */
export const WEBHOOK_KEY = { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') };

/** An application that puts events in line for webhooks, with an operator who may subscribe to all of them. */
export interface WebhookApp {
  readonly t: TestApp;
  readonly operator: Partner;
  /** Endpoints and all that was in line for them are gone. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function aWebhookApp(
  options: { readonly env?: Record<string, string>; readonly clock?: Clock } = {},
): Promise<WebhookApp> {
  const { clock, env } = options;
  const t = await anApp({
    env: { ...WEBHOOK_KEY, ...env },
    ...(clock === undefined ? {} : { clock }),
  });
  const house = { code: 'house', name: 'House', kind: 'operator', connector: 'native' } as const;
  const { partner: operator } = await t.app.partners.create(house);
  t.app.relay.start();
  const subscription = t.app.bus.subscribe(t.app.webhooks.consumer);
  await t.load(5, 0, 40);
  return {
    ...{ t, operator },
    clear: async () => {
      await t.app.webhooks.worker.stop();
      for (const table of ['webhook_endpoints', 'webhook_messages', 'webhook_attempts', 'alerts'])
        await t.db.database.run(`DELETE FROM ${table}`);
    },
    close: async () => {
      await subscription.stop();
      await t.close();
    },
  };
}
