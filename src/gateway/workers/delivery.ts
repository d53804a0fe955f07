import type { Delivery } from '../../core/delivery/open-delivery.js';
import type { Webhooks } from '../../core/delivery/webhooks/open-webhooks.js';
import type { RoleWorker } from './role-worker.js';

/**
 * Sends what channels and PMSs are to be told, and webhooks to whoever subscribed. Each hotel and partner, and each webhook, is
 * worked on by one process at a time.
 */
export class DeliveryRole implements RoleWorker {
  readonly role = 'delivery';

  constructor(
    private readonly worker: Delivery['worker'],
    private readonly webhooks: Webhooks['worker'],
  ) {}

  get failing(): boolean {
    return this.worker.failing || this.webhooks.failing;
  }

  start(): void {
    this.worker.start();
    this.webhooks.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.worker.stop(), this.webhooks.stop()]);
  }
}
