import type { App } from '../../core/app.js';
import type { JournalFilter } from '../../core/messages/journal-filter.js';
import type { JournalEntry } from '../../core/messages/read-journal.js';
import { AppError } from '../../core/model/errors.js';
import type { Id } from '../../core/model/ids.js';
import { reportError, type ErrorReport } from '../error-report.js';
import { carryOutReplay, type ReplayOptions, type ReplayReport } from './carry-out-replay.js';
import { planReplay } from './plan-replay.js';

/** What can be repeated at all. */
const REPEATED: ReadonlySet<string | null> = new Set(['ari', 'reservations', null]);
const PAGE = 500;
const MOST = 10_000;

/**
 * The received messages that a filter means, in the order in which they came. What an operator has dropped, and what is parked
 * unless it is asked for, is left out.
 * @throws AppError VALIDATION for more than can be looked through.
 */
export async function findReplayed(
  { journal }: App,
  filter: JournalFilter,
  confirmed: boolean,
): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  let after: Id | undefined;
  for (;;) {
    const page = await journal.list({ ...filter, direction: 'in', after, limit: PAGE, oldest_first: true });
    const asked = filter.outcome !== undefined;
    found.push(
      ...page.filter(
        ({ content, outcome, connector, emptied_at }) =>
          REPEATED.has(content) &&
          // Requests of the native API are repeated by whoever made them, under their own key.
          !(connector === 'native' && content !== 'ari') &&
          emptied_at === null &&
          (asked ||
            (outcome !== 'DISCARDED' && outcome !== 'REFUSED' && (confirmed || outcome !== 'PARKED'))),
      ),
    );
    if (found.length > MOST)
      throw new AppError(
        'VALIDATION',
        `More than ${MOST} messages are meant; say --from and --to closer together.`,
      );
    if (page.length < PAGE) return found;
    after = page.at(-1)?.message_id;
  }
}

export type ReplayedMessage = ReplayReport | { readonly message_id: string; readonly error: ErrorReport };

/**
 * Replays one after the other, in their order. One that is refused does not keep the others from their turn; a store that is away
 * ends it, for nothing behind it would go better; who stops it has the one under way carried out and no other.
 */
export async function replaySeveral(
  app: App,
  messages: readonly JournalEntry[],
  options: ReplayOptions & { readonly stopped?: AbortSignal },
  step: (done: number) => void,
): Promise<ReplayedMessage[]> {
  const together = new Set(messages.map(({ message_id }) => message_id));
  const done: ReplayedMessage[] = [];
  for (const { message_id } of messages) {
    if (options.stopped?.aborted === true) break;
    step(done.length);
    try {
      const plan = await planReplay(app, await app.journal.show(message_id), together);
      done.push(await carryOutReplay(app, plan, options));
    } catch (error) {
      if (!(error instanceof AppError) || error.retryable) throw error;
      done.push({ message_id, error: reportError(error, 'message replay').report });
    }
  }
  return done;
}

export function isReplayed(one: ReplayedMessage): one is ReplayReport {
  return !('error' in one);
}
