import type { Id } from '../model/ids.js';
import { isLater, type EventLog } from './event-log.js';
import { pause } from './pause.js';
import type { TailOptions } from './tail.js';
import type { LoggedEvent } from './types.js';

const BATCH = 500;
const POLL_MS = 250;

/**
 * Reads the log of the embedded form until its end (or for ever, with `follow`), or until enough was written. A
 * consumer's cursor is moved after its events are written: killed in between, it gets them again, never loses one.
 */
export async function tailLog(eventLog: EventLog, options: TailOptions): Promise<void> {
  const { topics, type, hotel_id, consumer } = options;
  let after = await startOf(eventLog, options);
  for (;;) {
    // Taken before the read: with a filter that seldom matches, the next read need not go over it all again.
    const newest = await eventLog.last();
    const events = await eventLog.read({ after, limit: BATCH, topics, type, hotel_id });
    const written = await writeAll(events, options.write);
    const reached = written.wantsMore && events.length < BATCH ? later(newest, after) : after;
    after = later(written.last ?? after, reached);
    if (consumer !== undefined && after !== '0') await eventLog.commit(consumer, after);
    if (!written.wantsMore) return;
    if (events.length < BATCH) {
      if (!options.follow) return;
      await pause(POLL_MS);
    }
  }
}

async function startOf(eventLog: EventLog, { from, consumer }: TailOptions): Promise<Id> {
  if (from === 'start') return consumer === undefined ? '0' : eventLog.cursor(consumer);
  return from === 'end' ? eventLog.last() : from.after;
}

async function writeAll(
  events: readonly LoggedEvent[],
  write: TailOptions['write'],
): Promise<{ last: Id | undefined; wantsMore: boolean }> {
  let last: Id | undefined;
  for (const event of events) {
    const answer = await write(event);
    if (answer === 'refused') return { last, wantsMore: false };
    last = event.event_id;
    if (answer === 'last') return { last, wantsMore: false };
  }
  return { last, wantsMore: true };
}

function later(a: Id, b: Id): Id {
  return isLater(a, b) ? a : b;
}
