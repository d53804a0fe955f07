import { AppError } from '../model/errors.js';
import { isLostDatabase } from '../platform/lost-database.js';
import type { BusEvent, Consumer } from './event-bus.js';
import { reasonOf } from './reason-of.js';

/** How far a delivery came. */
export interface Delivery {
  /** So many from the front need not come again: worked on, or set aside. */
  readonly done: number;
  /** Why the rest must come again after a pause; undefined when there is no rest. */
  readonly away: unknown;
}

/** What bus and consumer agreed on (see Consumer.handle), the same for every bus. */
export interface DeliverOptions {
  readonly consumer: Consumer;
  /** Sets an event aside for good, with the cause. */
  readonly setAside: (index: number, cause: string) => Promise<void>;
  /** Between events that are tried alone: tells the bus that the consumer is alive. */
  readonly alive: () => Promise<void>;
}

/**
 * Hands events to a consumer: all at once, and where that fails one by one, so that exactly those that cannot be
 * worked on are set aside.
 * @throws what `setAside` and `alive` throw: then nothing may be taken for done that was not before.
 */
export async function deliver(events: readonly BusEvent[], options: DeliverOptions): Promise<Delivery> {
  try {
    await options.consumer.handle(events);
    return { done: events.length, away: undefined };
  } catch (error) {
    if (isAway(error)) return { done: 0, away: error };
  }
  return deliverOneByOne(events, options);
}

async function deliverOneByOne(
  events: readonly BusEvent[],
  { consumer, setAside, alive }: DeliverOptions,
): Promise<Delivery> {
  for (const [index, event] of events.entries()) {
    try {
      await consumer.handle([event]);
    } catch (error) {
      if (isAway(error)) return { done: index, away: error };
      await setAside(index, reasonOf(error));
    }
    await alive();
  }
  return { done: events.length, away: undefined };
}

/** What the consumer writes to is away: no event is to blame, and all would fail alike. */
export function isAway(error: unknown): boolean {
  return (error instanceof AppError && error.kind === 'unavailable') || isLostDatabase(error);
}
