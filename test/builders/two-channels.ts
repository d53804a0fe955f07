import { aChannel, type TestChannel } from './a-channel.js';
import { aDelivery, DELIVERY_KEY, type TestDelivery } from './a-delivery.js';
import { anApp, type TestApp } from './an-app.js';

export interface TwoChannels extends TestDelivery {
  /** Both channels, listening anew: before a test. */
  listen(): Promise<readonly [TestChannel, TestChannel]>;
  /** Nobody is connected any more: behind a test. */
  end(): Promise<void>;
  /** chan-1 has been told that DBL has five rooms at 100.00 EUR, and the worker waits for what changes. */
  told(): Promise<void>;
  /** As if the time of what waits had come; an endpoint that is left alone stays so. */
  lanesDue(): Promise<void>;
  /** A second process on the same stores, with the same settings. */
  another(): Promise<TestApp>;
}

/** chan-1 and chan-2, at which HV01 is sold: rooms DBL and SGL are R-DBL and R-SGL there, rate plan BAR is P-BAR. */
export async function twoChannels(env: Record<string, string> = {}): Promise<TwoChannels> {
  const d = await aDelivery({ env });
  const { t } = d;
  for (const code of ['chan-1', 'chan-2'])
    await d.partner(code, 'channex', {
      ...{ hotel: `${code}-hotel`, room: 'R-DBL', single: 'R-SGL', rate: 'P-BAR' },
    });
  const connect: TestDelivery['connect'] = (code, url, extra = {}) =>
    d.connect(code, url, { requestor_id: null, pricing: null, ...extra });
  let channels: readonly TestChannel[] = [];
  return {
    ...d,
    connect,
    listen: async () => {
      const pair = [await aChannel('channex'), await aChannel('channex')] as const;
      channels = pair;
      return pair;
    },
    end: async () => {
      await d.clear();
      for (const channel of channels) await channel.close();
    },
    told: async () => {
      await t.load(5, 0, 20);
      await connect('chan-1', channels[0]?.url ?? '');
      t.app.delivery.worker.start();
      await d.settled();
    },
    lanesDue: async () => {
      await t.db.database.run("UPDATE deliveries SET due_at = '2000-01-01' WHERE state = 'PENDING'");
      t.app.delivery.worker.wake();
    },
    another: () => anApp({ env: { ...DELIVERY_KEY, ...env }, db: t.db }),
  };
}
