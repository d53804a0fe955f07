import { eventually } from '../harness/eventually.js';
import type { NewEndpoint } from '../../src/core/delivery/webhooks/manage-endpoints.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { aReceiver, type TestReceiver } from './a-receiver.js';
import { anApp, type TestApp } from './an-app.js';
import { aWebhookApp, WEBHOOK_KEY, type WebhookApp } from './a-webhook-app.js';
import { quietBus } from './quiet-bus.js';

/** Webhooks that go to two receivers, whose time moves when a test says so. */
export class WebhookDesk {
  ahead = 0;
  #env: Record<string, string> = {};
  #app: WebhookApp | undefined;
  #receivers: readonly [TestReceiver, TestReceiver] | undefined;
  #rooms = 10;

  get app(): WebhookApp {
    if (this.#app === undefined) throw new Error('the desk is not open yet');
    return this.#app;
  }

  get t(): TestApp {
    return this.app.t;
  }

  get one(): TestReceiver {
    return this.#receiver(0);
  }

  get two(): TestReceiver {
    return this.#receiver(1);
  }

  #receiver(index: 0 | 1): TestReceiver {
    if (this.#receivers === undefined) throw new Error('no receiver listens yet');
    return this.#receivers[index];
  }

  readonly clock = { now: () => new Date(Date.now() + this.ahead) };

  async open(env: Record<string, string>): Promise<void> {
    this.#env = env;
    this.#app = await aWebhookApp({ env, clock: this.clock });
  }

  /** A second process on the same stores, with the same settings. */
  another(): Promise<TestApp> {
    return anApp({ env: { ...WEBHOOK_KEY, ...this.#env }, db: this.t.db, clock: this.clock });
  }

  /** Before a test. */
  async begin(): Promise<void> {
    this.ahead = 0;
    this.#receivers = [await aReceiver(), await aReceiver()];
    await this.quiet();
    this.t.app.webhooks.worker.start();
  }

  /** Behind a test. */
  async end(): Promise<void> {
    await this.t.app.webhooks.worker.stop();
    await this.quiet();
    await this.app.clear();
    for (const receiver of this.#receivers ?? []) await receiver.close();
  }

  /** Everything that was committed has been put in line. */
  quiet(): Promise<void> {
    return quietBus(this.t, this.t.app.webhooks.consumer);
  }

  async settled(): Promise<void> {
    await this.quiet();
    await eventually(async () => {
      const all = await this.deliveries();
      return all.every(({ state }) => state === 'DELIVERED' || state === 'DEAD');
    });
  }

  deliveries(endpoint_id?: string): ReturnType<TestApp['app']['webhooks']['messages']['list']> {
    return this.t.app.webhooks.messages.list({ owner: null, limit: 100, endpoint_id });
  }

  endpointOf(id: string): ReturnType<TestApp['app']['webhooks']['endpoints']['get']> {
    return this.t.app.webhooks.endpoints.get(id, null);
  }

  subscribe(
    partner: Partner,
    receiver: TestReceiver,
    input: Partial<NewEndpoint> = {},
  ): ReturnType<TestApp['app']['webhooks']['endpoints']['create']> {
    return this.t.app.webhooks.endpoints.create(partner, { url: receiver.url, ...input }, 'operator');
  }

  /** One RoomInventoryUpdated of that day. */
  async change(day = 3): Promise<void> {
    this.#rooms += 1;
    await this.t.push([{ from: this.t.day(day), to: this.t.day(day), available: this.#rooms }]);
  }

  /** Moves the clock and lets what is due by then be sent. */
  later(ms: number): void {
    this.ahead += ms;
    this.t.app.webhooks.worker.wake();
  }

  async tried(endpointId: string, times: number): Promise<void> {
    await eventually(async () => {
      const [row] = await this.deliveries(endpointId);
      return row?.attempts === times && row.state !== 'SENDING';
    });
  }
}
