import type { Delivery } from '../../core/delivery/open-delivery.js';
import type { RoleWorker } from './role-worker.js';

/** Sends what channels and PMSs are to be told. Each hotel and partner is worked on by one process at a time. */
export class DeliveryRole implements RoleWorker {
  readonly role = 'delivery';

  constructor(private readonly worker: Delivery['worker']) {}

  get failing(): boolean {
    return this.worker.failing;
  }

  start(): void {
    this.worker.start();
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}
