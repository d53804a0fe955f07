import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import { toSqlTime } from '../platform/sql-time.js';
import { findHotels } from './find-hotels.js';

/** ari: rates and availability that a PMS pushes. reservations: its reading of what was booked. */
export const FEED_KINDS = ['ari', 'reservations'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

export interface FeedNote {
  readonly partner_id: Id;
  /** The partner's own code or our id; null: it named no hotel, so all of its hotels are meant. */
  readonly hotel_code: string | null;
  readonly kind: FeedKind;
  /** ok, or the code of what went wrong. */
  readonly outcome: string;
  readonly cause: string | null;
}

interface Noted extends FeedNote {
  readonly attempt_at: string;
  readonly success_at: string | null;
}

export interface FeedNotes {
  /** Costs a look into a map: what is noted is written together, a second later. Never throws. */
  note(note: FeedNote): void;
  /** Writes what is noted. Never throws: what cannot be written now is written with what comes. */
  flush(): Promise<void>;
}

const FLUSH_MS = 1_000;
/** Feeds that wait to be written; a database that is away for long must not fill the memory. */
const MOST_WAITING = 50_000;
const PART = 500;

/**
 * When each feed last spoke, and how it went. A process that is killed loses its last second of notes, which the next message
 * makes good: no message waits for this.
 */
export function createFeedNotes(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): FeedNotes {
  let waiting = new Map<string, Noted>();
  let timer: NodeJS.Timeout | null = null;
  let failing = false;

  function keep(noted: Noted): void {
    const key = `${noted.partner_id} ${noted.kind} ${noted.hotel_code ?? ''}`;
    const known = waiting.get(key);
    if (known === undefined && waiting.size >= MOST_WAITING) return;
    waiting.set(
      key,
      known === undefined ? noted : { ...noted, success_at: noted.success_at ?? known.success_at },
    );
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const notes = waiting;
    if (notes.size === 0) return;
    waiting = new Map();
    try {
      await writeNotes(deps.database, [...notes.values()]);
      failing = false;
    } catch {
      if (!failing) deps.logger.warn({ event: 'feeds.not_noted' }, 'What feeds did is written down later');
      failing = true;
      const newer = waiting;
      waiting = notes;
      for (const noted of newer.values()) keep(noted);
    }
  }

  return {
    flush,
    note(note) {
      const at = toSqlTime(deps.clock.now());
      keep({ ...note, attempt_at: at, success_at: note.outcome === 'ok' ? at : null });
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
  };
}

async function writeNotes(database: Database, notes: readonly Noted[]): Promise<void> {
  for (let at = 0; at < notes.length; at += PART) {
    const part = notes.slice(at, at + PART);
    const hotels = await findHotels(database, part);
    const rows = part.flatMap((noted) => {
      const { partner_id, hotel_code, kind, outcome, cause, attempt_at, success_at } = noted;
      const hotel_id = hotel_code === null ? '0' : hotels.get(`${partner_id} ${hotel_code}`);
      // A hotel that nobody has mapped to the sender has no feed.
      if (hotel_id === undefined) return [];
      return [
        [
          partner_id,
          hotel_id,
          kind,
          attempt_at,
          success_at,
          outcome.slice(0, 32),
          cause?.slice(0, 300) ?? null,
        ],
      ];
    });
    if (rows.length === 0) continue;
    // In the order of the key, as every other process; the time of the attempt is set last, for the others look at it.
    rows.sort((a, b) => (a.slice(0, 3).join(' ') < b.slice(0, 3).join(' ') ? -1 : 1));
    const newer = 'VALUES(last_attempt_at) >= last_attempt_at';
    await database.run(
      `INSERT INTO feed_status (partner_id, hotel_id, kind, last_attempt_at, last_success_at, last_outcome, last_cause) VALUES ?
       ON DUPLICATE KEY UPDATE last_outcome = IF(${newer}, VALUES(last_outcome), last_outcome),
         last_cause = IF(${newer}, VALUES(last_cause), last_cause),
         last_success_at = GREATEST(COALESCE(last_success_at, VALUES(last_success_at)),
           COALESCE(VALUES(last_success_at), last_success_at)),
         last_attempt_at = GREATEST(last_attempt_at, VALUES(last_attempt_at))`,
      [rows],
    );
  }
}
