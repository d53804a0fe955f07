import type { App } from '../../core/app.js';
import type { Subscription } from '../../core/events/event-bus.js';
import type { RoleWorker } from './role-worker.js';

/**
 * Hands events to every consumer: search, views and whoever else there is. Of several processes with this role each event
 * goes to one; who fails or is stopped leaves the rest to the others.
 */
export class Projector implements RoleWorker {
  readonly role = 'projector';
  /** A subscription that cannot work tries again by itself and says so in the log and by its lag. */
  readonly failing = false;
  private subscriptions: readonly Subscription[] = [];

  constructor(private readonly deps: Pick<App, 'bus' | 'consumers'>) {}

  start(): void {
    const { bus, consumers } = this.deps;
    this.subscriptions = [...consumers.values()].map((consumer) => bus.subscribe(consumer));
  }

  async stop(): Promise<void> {
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
  }
}
