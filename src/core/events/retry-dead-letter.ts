import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { DeadLetters, DeadLetterState, ShownDeadLetter } from './dead-letters.js';
import { isAway } from './deliver.js';
import type { Consumer } from './event-bus.js';
import { reasonOf } from './reason-of.js';

export interface RetryDeadLetterDeps {
  readonly deadLetters: DeadLetters;
  readonly consumers: ReadonlyMap<string, Consumer>;
}

export interface RetriedDeadLetter {
  readonly dead_letter_id: Id;
  readonly consumer: string;
  /** RETRIED when the consumer took it, PARKED when it failed again. */
  readonly state: Extract<DeadLetterState, 'RETRIED' | 'PARKED'>;
  /** Why it failed again. */
  readonly cause: string | null;
}

export type RetryDeadLetter = ReturnType<typeof createRetryDeadLetter>;

/**
 * Hands an event that was set aside to its consumer once more. That newer events of the same subject were worked on
 * since does no harm: consumers compare versions.
 */
export function createRetryDeadLetter({ deadLetters, consumers }: RetryDeadLetterDeps) {
  /**
   * @throws AppError NOT_FOUND for an unknown letter or consumer, CONFLICT for one that is not parked or cannot be
   *   read, UNAVAILABLE when what the consumer writes to is away; it stays parked then.
   */
  return async (id: Id): Promise<RetriedDeadLetter> => {
    const letter = await deadLetters.show(id);
    const { consumer: name, source, topic } = letter;
    const event = requireEvent(letter);
    const consumer = consumers.get(name);
    if (consumer === undefined) {
      throw new AppError(
        'NOT_FOUND',
        `This version of Bellhop, as it is set up here, has no consumer "${name}".`,
        {
          next: 'bellhop doctor',
        },
      );
    }
    try {
      await consumer.handle([event]);
    } catch (error) {
      if (isAway(error)) {
        throw new AppError('UNAVAILABLE', `What the consumer "${name}" writes to is away; try again.`, {
          cause: error,
          next: 'bellhop doctor',
        });
      }
      const cause = reasonOf(error);
      await deadLetters.park({ consumer: name, source, topic, event, cause });
      return { dead_letter_id: id, consumer: name, state: 'PARKED', cause };
    }
    await deadLetters.decide(id, 'RETRIED');
    return { dead_letter_id: id, consumer: name, state: 'RETRIED', cause: null };
  };
}

function requireEvent({
  dead_letter_id: id,
  state,
  event,
}: ShownDeadLetter): NonNullable<ShownDeadLetter['event']> {
  if (state !== 'PARKED') {
    throw new AppError('CONFLICT', `Dead letter ${id} is ${state}; only parked ones can be retried.`, {
      next: 'bellhop dlq list --state PARKED',
    });
  }
  if (event === null) {
    throw new AppError(
      'CONFLICT',
      `Dead letter ${id} could not even be read, so there is nothing to hand over; its bytes are on the dead-letter topic.`,
      { next: `bellhop dlq discard ${id}` },
    );
  }
  return event;
}
