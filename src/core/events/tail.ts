import type { Id } from '../model/ids.js';
import type { EventType, LoggedEvent, Topic } from './types.js';

/** What to read from a bus for somebody who looks on, apart from the consumers. */
export interface TailOptions {
  readonly topics: readonly Topic[];
  readonly type?: EventType | undefined;
  readonly hotel_id?: Id | undefined;
  /**
   * `start` (the oldest event kept), `end` (from now on), or behind the event with this event_id. Looked at only
   * where no consumer says where it left off.
   */
  readonly from: 'start' | 'end' | { readonly after: Id };
  /** Waits for more instead of returning at the end. */
  readonly follow: boolean;
  /** Whose place is taken up and, behind what was written, remembered. */
  readonly consumer?: string | undefined;
  /** `refused`: this one was not taken and nothing more is; `last`: it was taken, and is enough. */
  readonly write: (event: LoggedEvent) => Promise<'more' | 'last' | 'refused'>;
}
