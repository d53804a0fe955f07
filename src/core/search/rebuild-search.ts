import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { ReadSearchDocuments } from './read-search-documents.js';
import type { RebuildTarget, SearchIndex } from './search-index.js';
import type { TakeTicket } from './search-ticket.js';

export interface RebuildReport {
  /** The index that answers now. */
  readonly index: string;
  /** It went on where an earlier one was interrupted. */
  readonly resumed: boolean;
  /** Hotels read by this run, those that are not for sale among them. */
  readonly hotels: number;
  /** Documents written by this run. */
  readonly documents: number;
}

export interface RebuildProgress {
  readonly done: number;
  readonly total: number;
  /** Hotels between two calls. */
  readonly part: number;
}

export interface RebuildOptions {
  /** Called after each part that is stored for good. */
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export type RebuildSearch = (options?: RebuildOptions) => Promise<RebuildReport>;

export interface RebuildDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly searchIndex: SearchIndex;
  readonly readSearchDocuments: ReadSearchDocuments;
  readonly takeTicket: TakeTicket;
}

const CHUNK = 50;

/**
 * Fills a new index with every hotel and lets it answer in one step; until then the old one does. Changes that arrive
 * meanwhile go to both. Killed on the way, the next call goes on behind the last part that was stored.
 * @throws AppError CONFLICT while another rebuild runs, UNAVAILABLE when the index is away.
 */
export function createRebuildSearch(deps: RebuildDeps): RebuildSearch {
  return (options = {}) =>
    deps.database.withSession(async (session) => {
      const [lock] = await session.rows<{ held: number | null }>(
        "SELECT GET_LOCK(CONCAT('bellhop:search:', SHA1(DATABASE())), 0) AS held",
      );
      if (Number(lock?.held) !== 1) {
        throw new AppError('CONFLICT', 'Another process is rebuilding the search index; wait for its end.');
      }
      return rebuild(deps, options);
    });
}

async function rebuild(deps: RebuildDeps, { onProgress }: RebuildOptions): Promise<RebuildReport> {
  const { database, searchIndex } = deps;
  const target = await searchIndex.beginRebuild();
  const start = await startingPlace(deps, target);
  const total = await countHotels(database, '0');
  let done = total - (await countHotels(database, start.after));
  const before = done;
  let documents = 0;
  for (let after = start.after; ;) {
    const ids = await nextHotels(database, after);
    const last = ids.at(-1);
    if (last === undefined) break;
    const version = await deps.takeTicket();
    const changes = await deps.readSearchDocuments(ids);
    await searchIndex.write(version, changes, 'rebuild');
    after = last;
    await database.run('UPDATE search_rebuilds SET after_hotel_id = ? WHERE rebuild_id = 1', [after]);
    done += ids.length;
    documents += changes.filter(({ document }) => document !== null).length;
    onProgress?.({ done, total: Math.max(total, done), part: CHUNK });
  }
  await searchIndex.finishRebuild(target);
  await database.run('DELETE FROM search_rebuilds WHERE rebuild_id = 1');
  return { index: target.name, resumed: start.resumed, hotels: done - before, documents };
}

/** What an earlier rebuild noted counts only for the very index that it filled. */
async function startingPlace(
  { database, clock }: RebuildDeps,
  target: RebuildTarget,
): Promise<{ after: string; resumed: boolean }> {
  const [noted] = await database.rows<{ target: string; after_hotel_id: Id }>(
    'SELECT target, after_hotel_id FROM search_rebuilds WHERE rebuild_id = 1',
  );
  if (target.resumed && noted?.target === target.name) return { after: noted.after_hotel_id, resumed: true };
  await database.run(
    `INSERT INTO search_rebuilds (rebuild_id, target, after_hotel_id, started_at) VALUES (1, ?, 0, ?)
     ON DUPLICATE KEY UPDATE target = VALUES(target), after_hotel_id = 0, started_at = VALUES(started_at)`,
    [target.name, toSqlTime(clock.now())],
  );
  return { after: '0', resumed: false };
}

async function nextHotels(database: Database, after: Id): Promise<Id[]> {
  const rows = await database.rows<{ hotel_id: Id }>(
    'SELECT hotel_id FROM hotels WHERE hotel_id > CAST(? AS SIGNED) ORDER BY hotel_id LIMIT ?',
    [after, CHUNK],
  );
  return rows.map(({ hotel_id }) => hotel_id);
}

async function countHotels(database: Database, after: Id): Promise<number> {
  const [row] = await database.rows<{ hotels: string }>(
    'SELECT COUNT(*) AS hotels FROM hotels WHERE hotel_id > CAST(? AS SIGNED)',
    [after],
  );
  return Number(row?.hotels ?? 0);
}
