import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog, EventQuery } from '../core/events/event-log.js';
import type { LoggedEvent } from '../core/events/types.js';
import type { Id } from '../core/model/ids.js';
import { writeJsonLine } from './output/json-lines.js';

const BATCH = 500;
const POLL_MS = 250;

export interface TailOptions {
  readonly eventLog: Pick<EventLog, 'read' | 'last' | 'commit'>;
  /** Events after this one, exclusive. */
  readonly after: Id;
  readonly filter: Pick<EventQuery, 'type' | 'hotel_id'>;
  readonly accept?: (event: LoggedEvent) => boolean;
  readonly follow: boolean;
  /** At most so many lines; undefined for all. */
  readonly limit: number | undefined;
  /** Whose cursor moves behind the lines written. */
  readonly consumer: string | undefined;
}

/**
 * Writes events as JSON Lines until the log ends (or for ever, with `follow`), the limit or the reader is gone.
 * A consumer's cursor is moved after its lines are written: killed in between, it gets them again, never loses one.
 */
export async function tailEvents(options: TailOptions): Promise<void> {
  const { eventLog, filter } = options;
  let after = options.after;
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    // Taken before the read: with a filter that seldom matches, the next read need not go over it all again.
    const newest = await eventLog.last();
    const events = await eventLog.read({ after, limit: BATCH, ...filter });
    const written = await writeEvents(events, left, options.accept);
    left -= written.count;
    const reached = written.complete && events.length < BATCH ? later(newest, after) : after;
    after = later(written.last ?? after, reached);
    if (options.consumer !== undefined && after !== '0') await eventLog.commit(options.consumer, after);
    if (!written.complete) return;
    if (events.length < BATCH) {
      if (!options.follow) return;
      await sleep(POLL_MS);
    }
  }
}

/** `complete` is false when the limit or the end of the reader came before the last event. */
async function writeEvents(
  events: readonly LoggedEvent[],
  limit: number,
  accept: ((event: LoggedEvent) => boolean) | undefined,
): Promise<{ count: number; last: Id | undefined; complete: boolean }> {
  let count = 0;
  let last: Id | undefined;
  for (const event of events) {
    if (accept === undefined || accept(event)) {
      if (count >= limit || !(await writeJsonLine(event))) return { count, last, complete: false };
      count += 1;
    }
    last = event.event_id;
  }
  return { count, last, complete: true };
}

function later(a: Id, b: Id): Id {
  return a.length === b.length ? (a > b ? a : b) : a.length > b.length ? a : b;
}
