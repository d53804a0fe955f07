import type { App } from '../../core/app.js';
import { pause } from '../../core/events/pause.js';
import type { JournalFilter } from '../../core/messages/journal-filter.js';
import type { JournalEntry } from '../../core/messages/read-journal.js';
import { compareIds, type Id } from '../../core/model/ids.js';

export interface TailMessages {
  readonly filter: JournalFilter;
  /** How many of the past to begin with. */
  readonly last: number;
  readonly follow: boolean;
  /** @returns false once nobody reads any more. */
  readonly write: (entry: JournalEntry) => Promise<boolean>;
  readonly signal: AbortSignal;
}

const POLL_MS = 500;
/** A message is told with what became of it; one that takes longer is told as it is. */
const PATIENCE_MS = 10_000;
/** Ids of several processes, and of one that writes in groups, come a little out of order. */
const OVERLAP_MS = 15_000;
const PAGE = 1_000;

/** Tells messages in the order of receipt, each once, when it has its outcome: what there is, then with `follow` what comes. */
export async function tailMessages(
  { journal, clock }: Pick<App, 'journal' | 'clock'>,
  options: TailMessages,
): Promise<void> {
  const { filter, last, follow, write, signal } = options;
  const told = new Map<Id, number>();
  const tell = async (entries: readonly JournalEntry[]): Promise<boolean> => {
    for (const entry of entries) {
      if (told.has(entry.message_id) || isOpen(entry, clock.now())) continue;
      told.set(entry.message_id, Date.parse(entry.received_at));
      if (!(await write(entry))) return false;
    }
    return true;
  };
  const began = new Date(clock.now().getTime() - OVERLAP_MS);
  const past = last === 0 ? [] : await journal.list({ ...filter, limit: last });
  // What was there before, and was not asked for, is not new because it is still near.
  for (const entry of await since(journal, filter, began))
    if (entry.outcome !== 'RECEIVED') told.set(entry.message_id, Date.parse(entry.received_at));
  for (const { message_id } of past) told.delete(message_id);
  if (!(await tell(past.toReversed())) || !follow) return;
  while (!signal.aborted) {
    await pause(POLL_MS, signal);
    if (signal.aborted) return;
    const from = new Date(clock.now().getTime() - OVERLAP_MS);
    if (!(await tell(await since(journal, filter, from)))) return;
    for (const [id, at] of told) if (at < from.getTime() - OVERLAP_MS) told.delete(id);
  }
}

async function since(
  { list }: Pick<App['journal'], 'list'>,
  filter: JournalFilter,
  from: Date,
): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  let after: Id | undefined;
  for (;;) {
    const page = await list({ ...filter, from, after, limit: PAGE, oldest_first: true });
    found.push(...page);
    if (page.length < PAGE) return found.sort((a, b) => compareIds(a.message_id, b.message_id));
    after = page.at(-1)?.message_id;
  }
}

function isOpen({ outcome, received_at }: JournalEntry, now: Date): boolean {
  return outcome === 'RECEIVED' && now.getTime() - Date.parse(received_at) < PATIENCE_MS;
}
